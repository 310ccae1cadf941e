/** What validation on the server found wrong with a model. */

import { send } from "../http";

/** An info needs nothing to be done. */
export type Severity = "error" | "warning" | "info";

export interface Edit {
  action: string;
  elementId: string;
  name: string;
  value: string | null;
}

export interface Fix {
  label: string;
  edits: Edit[];
}

export interface Problem {
  rule: string;
  message: string;
  hint: string;
  severity: Severity;
  /** What mends it at a click. */
  fix: Fix | null;
  /** The help page that explains the rule. */
  explainedAt: string | null;
  elementId: string | null;
  file: string | null;
  line: number | null;
}

export interface Findings {
  /** In the document that is open. */
  own: Problem[];
  /** In other documents of the library, which hinder a deployment too. */
  elsewhere: Problem[];
}

interface ProblemJson {
  rule: string;
  message: string;
  severity: Severity;
  hint?: string;
  fix?: { label: string; edits: { action: string; element_id: string; name: string; value: string | null }[] } | null;
  explained_at?: string | null;
  element_id?: string;
  file?: string;
  line?: number;
}

/** Ask the server to check `content` together with the rest of the library. Throws HttpError. */
export async function validate(url: string, content: string): Promise<Findings> {
  const answer = await send<{ problems: ProblemJson[]; elsewhere: ProblemJson[] }>("POST", url, { content });
  return { own: answer.problems.map(asProblem), elsewhere: answer.elsewhere.map(asProblem) };
}

function asProblem(json: ProblemJson): Problem {
  const { rule, message, severity, hint = "", file = null, line = null } = json;
  const edits = json.fix?.edits.map(({ element_id, ...edit }) => ({ ...edit, elementId: element_id })) ?? [];
  const fix = json.fix ? { label: json.fix.label, edits } : null;
  const explainedAt = json.explained_at ?? null;
  return { rule, message, severity, hint, file, line, fix, explainedAt, elementId: json.element_id ?? null };
}

/** What is wrong and what to do about it, as sentences. */
export function inWords({ message, hint }: Problem): string {
  return [message, hint].filter(Boolean).map(asSentence).join(" ");
}

export function asSentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return !text || /[.!?]$/.test(text) ? begun : `${begun}.`;
}

/** "2 errors, 1 warning, 1 info", or "No problems". */
export function summary(problems: Problem[]): string {
  const count = (wanted: Severity): number => problems.filter(({ severity }) => severity === wanted).length;
  const parts = [counted(count("error"), "error"), counted(count("warning"), "warning"), counted(count("info"), "info")];
  return parts.filter(Boolean).join(", ") || "No problems";
}

/** What a problem of this severity is called. */
export function word(severity: Severity): string {
  return { error: "Error", warning: "Warning", info: "Info" }[severity];
}

function counted(count: number, word: string): string {
  return count ? `${count} ${word}${count === 1 ? "" : "s"}` : "";
}
