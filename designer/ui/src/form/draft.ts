/** Keeps a draft on the server while somebody types: one request at a time, the newest data win, failures are tried again. */

export type DraftState = { kind: "clean" | "waiting" | "saving" } | { kind: "saved"; at: Date } | { kind: "failed"; reason: string };

export interface DraftOptions {
  save: (data: unknown, isLeaving: boolean) => Promise<unknown>;
  show: (state: DraftState) => void;
  pauseMs?: number;
  retryMs?: number;
}

export class Draft {
  private pending: { data: unknown } | null = null;
  private isSaving = false;
  private isClosed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly pauseMs: number;
  private readonly retryMs: number;

  constructor(private readonly options: DraftOptions) {
    this.pauseMs = options.pauseMs ?? 800;
    this.retryMs = options.retryMs ?? 5000;
  }

  /** Call on every change. */
  changed(data: unknown): void {
    if (this.isClosed) return;
    this.pending = { data };
    if (!this.isSaving) this.options.show({ kind: "waiting" });
    this.later(this.pauseMs);
  }

  /** Saves what is pending at once, for instance when the page is left. */
  flush(isLeaving = false): void {
    clearTimeout(this.timer);
    void this.save(isLeaving);
  }

  /** The form was sent: nothing is to be saved any more, not even what is pending. */
  close(): void {
    this.isClosed = true;
    this.pending = null;
    clearTimeout(this.timer);
  }

  /** The form was sent and refused: saving goes on. */
  reopen(): void {
    this.isClosed = false;
  }

  private later(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(false), milliseconds);
  }

  private async save(isLeaving: boolean): Promise<void> {
    if (!this.pending || (this.isSaving && !isLeaving)) return;
    const { data } = this.pending;
    this.pending = null;
    this.isSaving = true;
    this.options.show({ kind: "saving" });
    try {
      await this.options.save(data, isLeaving);
      this.isSaving = false;
      if (this.isClosed) return;
      this.options.show(this.pending ? { kind: "waiting" } : { kind: "saved", at: new Date() });
      if (this.pending) this.later(this.pauseMs);
    } catch (error) {
      this.isSaving = false;
      if (this.isClosed) return;
      this.pending ??= { data };
      this.options.show({ kind: "failed", reason: error instanceof Error ? error.message : String(error) });
      this.later(this.retryMs);
    }
  }
}
