/** Talks JSON to our own server: CSRF token on every unsafe call, problem documents as errors. */

/** The shape of application/problem+json as the API sends it. */
export interface Problem {
  title: string;
  detail?: string;
  code?: string;
  status?: number;
  reference?: string;
  errors?: ProblemError[];
}

export interface ProblemError {
  message: string;
  /** JSON pointer into the sent document, such as /lines/0/qty. */
  pointer?: string;
  path?: string;
  element_id?: string | null;
  hint?: string;
}

/** The server answered with an error, or did not answer at all (`status` 0). */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.detail || problem.title);
  }
}

export function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>("meta[name='csrf-token']")?.content ?? "";
}

/** Sends `body` as JSON and returns the answer's JSON (null when it has none). Throws HttpError. */
export async function send<T>(method: string, url: string, body?: unknown, options: SendOptions = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (method !== "GET") headers["X-CSRFToken"] = options.csrf || csrfToken();
  const response = await fetch(url, {
    method,
    headers,
    credentials: "same-origin",
    keepalive: options.keepalive ?? false,
    signal: options.signal ?? null,
    body: body === undefined ? null : JSON.stringify(body),
  }).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new HttpError(0, { title: "No connection", detail: "The server did not answer. Check the network and try again." });
  });
  const answer = await readJson(response);
  if (!response.ok) throw new HttpError(response.status, asProblem(answer, response));
  return answer as T;
}

export interface SendOptions {
  csrf?: string;
  headers?: Record<string, string>;
  keepalive?: boolean;
  signal?: AbortSignal;
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (!text || !/json/.test(response.headers.get("Content-Type") ?? "")) return null;
  return JSON.parse(text);
}

function asProblem(answer: unknown, response: Response): Problem {
  if (answer && typeof answer === "object" && "title" in answer) return answer as Problem;
  return { title: response.statusText || "Error", status: response.status, detail: `The server answered ${response.status}.` };
}
