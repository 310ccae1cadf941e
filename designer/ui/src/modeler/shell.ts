/** The frame around every editor: tool bar, save with conflict check, unsaved guard, list of problems. */

import { icon } from "../page/dom";
import { button, element, iconButton } from "./dom";
import { Draft, DraftConflict } from "./draft";
import type { DraftProps } from "./draft";
import { asSentence, summary, validate, word } from "./problems";
import type { Findings, Fix, Problem, Severity } from "./problems";

/** What the frame asks of the editor inside it. */
export interface Editor {
  open(content: string): Promise<void>;
  read(): Promise<string>;
  /** Show the marks of `problems` where they are. */
  mark(problems: Problem[]): void;
  /** Apply the quick fix of a problem; editors without quick fixes leave it out. */
  fix?(fix: Fix): void;
  /** Bring the place of `problem` into view and select it. */
  reveal(problem: Problem): void;
}

export interface Tool {
  icon: string;
  label: string;
  /** Show the icon as in a mirror: the arrow of "undo" is that of "redo". */
  isMirrored?: boolean;
  run: () => void;
}

export class Shell {
  readonly body = element("div", { class: "rf-editor-body" });
  private readonly tools = element("div", { class: "rf-editor-tools", role: "toolbar", "aria-label": "Editor" });
  private readonly status = element("span", { class: "rf-editor-status", role: "status" });
  private readonly problems = element("section", { class: "rf-editor-problems", "aria-label": "Problems" });
  private readonly notice = element("div", { class: "rf-editor-notice", role: "alert", hidden: true });
  private readonly saveButton = button("Save draft", () => void this.save(), { class: "btn btn-sm btn-primary" });
  private readonly draft: Draft;
  private editor: Editor | null = null;
  private isDirty = false;
  private isSaving = false;
  private changes = 0;

  constructor(
    root: HTMLElement,
    private readonly props: DraftProps,
  ) {
    this.draft = new Draft(props);
    root.classList.add("rf-editor");
    root.append(this.tools, this.notice, this.body, this.problems);
    this.guardUnsaved();
    this.listenToKeys(root);
  }

  /** Show `content` in the editor and take it in; when it cannot be shown, say why. */
  async open(editor: Editor, content: string, groups: Tool[][]): Promise<void> {
    try {
      await editor.open(content);
    } catch (error) {
      this.tell(`This cannot be shown: ${messageOf(error).replace(/\.$/, "")}. Restore an older version, or upload the file again.`);
      return;
    }
    this.attach(editor, groups);
  }

  private attach(editor: Editor, groups: Tool[][]): void {
    this.editor = editor;
    for (const group of groups) {
      const buttons = group.map((tool) => iconButton(tool.icon, tool.label, tool.run, tool.isMirrored));
      this.tools.append(element("div", { class: "rf-tool-group" }, ...buttons));
    }
    const validateButton = button("Validate", () => void this.validate());
    this.tools.append(element("div", { class: "rf-tool-space" }), this.status, validateButton);
    if (!this.props.readOnly) this.tools.append(this.saveButton);
    this.show();
    void this.validate();
  }

  /** Tell that the content is no longer what was saved. */
  changed(): void {
    this.changes += 1;
    this.isDirty = true;
    this.show();
  }

  async save(): Promise<void> {
    if (!this.editor || this.isSaving || this.props.readOnly) return;
    await this.store((content) => this.draft.save(content, ""));
  }

  async validate(): Promise<void> {
    if (!this.editor) return;
    try {
      this.list(await validate(this.props.problemsUrl, await this.editor.read()));
    } catch (error) {
      this.tell(`Not validated. ${messageOf(error)}`);
    }
  }

  private async store(write: (content: string) => Promise<{ revision: number }>): Promise<void> {
    const editor = this.editor;
    if (!editor) return;
    this.isSaving = true;
    this.show();
    const changes = this.changes;
    try {
      await write(await editor.read());
      this.isDirty = this.changes !== changes;
      this.notice.hidden = true;
      showAsDraft();
      void this.validate();
    } catch (error) {
      if (error instanceof DraftConflict) this.offerConflict(error.message);
      else this.tell(`Not saved. ${messageOf(error)} What you drew is still here.`);
    } finally {
      this.isSaving = false;
      this.show();
    }
  }

  private offerConflict(message: string): void {
    const overwrite = button("Save mine over it", () => void this.store((content) => this.draft.overwrite(content)));
    const reload = button("Load theirs", () => {
      this.isDirty = false;
      location.reload();
    });
    this.tell(message, overwrite, reload);
  }

  private tell(message: string, ...actions: HTMLElement[]): void {
    const close = button("Close", () => (this.notice.hidden = true));
    this.notice.replaceChildren(
      element("p", {}, message),
      element("div", { class: "rf-panel-buttons" }, ...actions, close),
    );
    this.notice.hidden = false;
  }

  private show(): void {
    const revision = this.draft.revision ? `Draft ${this.draft.revision}` : "As deployed";
    this.status.textContent = this.isSaving ? "Saving…" : this.isDirty ? "Not saved yet" : revision;
    this.status.dataset.state = this.isDirty ? "unsaved" : "saved";
    this.saveButton.disabled = this.isSaving || !this.isDirty;
  }

  private list({ own, elsewhere }: Findings): void {
    this.editor?.mark(own);
    const all = [...own, ...elsewhere];
    const head = element("h2", { class: "rf-problems-head" }, summary(all));
    head.dataset.state = own.some(({ severity }) => severity === "error") ? "trouble" : all.some(({ severity }) => severity !== "info") ? "waiting" : "done";
    const items = [
      ...own.map((problem) => this.item(problem, true)),
      ...elsewhere.map((problem) => this.item(problem, false)),
    ];
    this.problems.replaceChildren(head, ...(items.length ? [element("ol", {}, ...items)] : []));
  }

  private item(problem: Problem, isHere: boolean): HTMLLIElement {
    const where = isHere ? problem.elementId : [problem.file, problem.elementId].filter(Boolean).join(", ");
    const text = element("span", {}, asSentence(problem.message), " ", element("small", {}, asSentence(problem.hint)));
    const place = element("code", {}, where || (problem.line ? `line ${problem.line}` : ""));
    const item = element("li", { "data-severity": problem.severity });
    const severity = element("strong", {}, icon(SYMBOLS[problem.severity]), word(problem.severity));
    const more = element("span", { class: "rf-problem-more" }, ...this.offered(problem, isHere), ruleOf(problem));
    item.append(severity, text, more, isHere && where ? this.jump(problem, place) : place);
    return item;
  }

  private offered({ fix }: Problem, isHere: boolean): HTMLElement[] {
    if (!fix || !isHere || this.props.readOnly || !this.editor?.fix) return [];
    const apply = () => {
      this.editor?.fix?.(fix);
      void this.validate();
    };
    return [button("Fix", apply, { title: fix.label, "aria-label": `Fix: ${fix.label}` })];
  }

  private jump(problem: Problem, place: HTMLElement): HTMLElement {
    const link = button("", () => this.editor?.reveal(problem), { class: "rf-problem-link" });
    link.append(place);
    return link;
  }

  private guardUnsaved(): void {
    window.addEventListener("beforeunload", (event) => {
      if (this.isDirty) event.preventDefault();
    });
  }

  private listenToKeys(root: HTMLElement): void {
    document.addEventListener("keydown", (event) => {
      const isSave = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
      if (!isSave || !root.isConnected) return;
      event.preventDefault();
      // A field of the properties panel hands its text over when it loses the focus.
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      setTimeout(() => void this.save(), 0);
    });
  }
}

const SYMBOLS: Record<Severity, string> = { error: "alert-circle", warning: "alert-triangle", info: "info-circle" };

/** The name of the rule, which leads to its explanation. */
function ruleOf({ rule, explainedAt }: Problem): HTMLElement {
  return explainedAt ? element("a", { href: explainedAt, target: "_blank" }, rule) : element("span", {}, rule);
}

/** The head of the page says now that there is a draft; the server put both states into the page. */
function showAsDraft(): void {
  const draft = document.querySelector<HTMLTemplateElement>("template[data-draft-state]");
  if (draft) document.querySelector("span[data-draft-state]")?.replaceChildren(draft.content.cloneNode(true));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
