/** What the server says about a diagram: the processes of an instance and where each of them stands. */

export interface Part {
  processId: string;
  name: string;
  xml: string;
  /** Element id -> how many tokens wait there. */
  tokens: Record<string, number>;
  /** Element id -> how often it was completed. */
  done: Record<string, number>;
  takenFlows: string[];
  /** Element id -> what went wrong there. */
  incidents: Record<string, string>;
}

/** Tokens move, drawings stay: what the stream sends has no XML. */
export type Movement = Omit<Part, "xml">;

export interface DiagramProps {
  parts: Part[];
  streamUrl?: string;
}

export function tokenCount(part: Movement): number {
  return Object.values(part.tokens).reduce((sum, count) => sum + count, 0);
}

export function hasIncidents(part: Movement): boolean {
  return Object.keys(part.incidents).length > 0;
}

/** The part to open first: the innermost with an incident, else with a token, else the whole; callers come first. */
export function mostRelevant(parts: readonly Part[]): Part | undefined {
  const innermost = [...parts].reverse();
  return innermost.find(hasIncidents) ?? innermost.find((part) => tokenCount(part) > 0) ?? parts[0];
}

/** The parts as `news` says; null when a process was entered whose drawing is not known yet. */
export function moved(parts: readonly Part[], news: readonly Movement[]): Part[] | null {
  const drawings = new Map(parts.map((part) => [part.processId, part.xml]));
  if (news.some(({ processId }) => !drawings.has(processId))) return null;
  return news.map((part) => ({ ...part, xml: drawings.get(part.processId) ?? "" }));
}

/** The movements in an event of the stream; null when it carries none. */
export function movementsIn(event: unknown): Movement[] | null {
  const parts = event && typeof event === "object" && "parts" in event ? event.parts : null;
  return Array.isArray(parts) ? (parts as Movement[]) : null;
}
