/** The draft that an editor works on: reads, saves and validates it, and knows whether something is unsaved. */

import { HttpError, send } from "../http";

export interface DraftProps {
  kind: "bpmn" | "dmn" | "form";
  key: string;
  content: string;
  /** Revision of the draft that `content` came from; 0 when nobody has saved one yet. */
  revision: number;
  /** The bundle whose library `content` builds on; null before the first deployment. */
  base: number | null;
  draftUrl: string;
  problemsUrl: string;
  readOnly: boolean;
}

export interface Saved {
  revision: number;
  base: number | null;
  saved_by: string;
  saved_at: string;
}

interface Current extends Saved {
  content: string;
}

/** Somebody else saved in the meantime; `detail` says who and when. */
export class DraftConflict extends Error {}

export class Draft {
  revision: number;
  base: number | null;

  constructor(private readonly props: DraftProps) {
    this.revision = props.revision;
    this.base = props.base;
  }

  /** Store `content` as the next revision. Throws DraftConflict or HttpError. */
  async save(content: string, note: string): Promise<Saved> {
    const body = { content, revision: this.revision, base: this.base, note };
    try {
      return this.keep(await send<Saved>("PUT", this.props.draftUrl, body));
    } catch (error) {
      if (error instanceof HttpError && error.problem.code === "draft_conflict") throw new DraftConflict(error.message);
      throw error;
    }
  }

  /** Store `content` over what somebody else saved; theirs stays among the versions. */
  async overwrite(content: string): Promise<Saved> {
    this.keep(await send<Current>("GET", this.props.draftUrl));
    return this.save(content, "Saved over another person's version");
  }

  private keep(saved: Saved): Saved {
    this.revision = saved.revision;
    this.base = saved.base;
    return saved;
  }
}
