/** The form editor: JSON at the left, the form as people will see it at the right. */

import { json, jsonParseLinter } from "@codemirror/lang-json";
import { linter, lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { basicSetup } from "codemirror";
import { createRoot, type Root } from "react-dom/client";

import { TaskForm } from "../form/TaskForm";
import { button, element } from "./dom";
import { Crash } from "./Crash";
import { inWords } from "./problems";
import type { Problem } from "./problems";
import type { Editor, Tool } from "./shell";

interface Form {
  title?: string;
  schema: Record<string, unknown>;
  uiSchema?: Record<string, unknown>;
}

/** How long typing must rest before the preview follows, in milliseconds. */
const REST = 250;

export class FormEditor implements Editor {
  private readonly view: EditorView;
  private readonly frame = element("div", { class: "rf-preview-frame", "data-width": "desktop" });
  private readonly root: Root;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    source: HTMLElement,
    preview: HTMLElement,
    private readonly readOnly: boolean,
    private readonly changed: () => void,
  ) {
    this.view = new EditorView({ parent: source });
    preview.append(this.widths(), this.frame);
    this.root = createRoot(this.frame);
  }

  open(content: string): Promise<void> {
    this.view.setState(EditorState.create({ doc: content, extensions: this.extensions() }));
    this.preview();
    return Promise.resolve();
  }

  read(): Promise<string> {
    return Promise.resolve(this.text);
  }

  mark(problems: Problem[]): void {
    const { doc } = this.view.state;
    const marks = problems.map((problem) => {
      const { from, to } = doc.line(Math.min(Math.max(problem.line ?? 1, 1), doc.lines));
      return { from, to, severity: problem.severity, message: inWords(problem) };
    });
    this.view.dispatch(setDiagnostics(this.view.state, marks));
  }

  reveal({ line, elementId }: Problem): void {
    const { doc } = this.view.state;
    const at = elementId ? this.text.indexOf(`"${elementId.split("/").pop()}"`) : -1;
    const from = line ? doc.line(Math.min(line, doc.lines)).from : Math.max(at, 0);
    this.view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    this.view.focus();
  }

  tools(): Tool[][] {
    return [[{ icon: "code", label: "Tidy up the text", run: () => this.tidy() }]];
  }

  private get text(): string {
    return this.view.state.doc.toString();
  }

  private extensions() {
    return [
      basicSetup,
      json(),
      lintGutter(),
      linter(jsonParseLinter()),
      EditorView.lineWrapping,
      EditorView.editable.of(!this.readOnly),
      EditorView.contentAttributes.of({ "aria-label": "Form as JSON" }),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return;
        this.changed();
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.preview(), REST);
      }),
    ];
  }

  private tidy(): void {
    const form = parse(this.text);
    if (!form) return;
    const insert = `${JSON.stringify(form, null, 2)}\n`;
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert } });
  }

  /** Show the form; while the text is broken the last one that was whole stays, dimmed. */
  private preview(): void {
    const form = parse(this.text);
    this.frame.toggleAttribute("data-stale", !form);
    if (!form) return;
    this.root.render(
      <Crash>
        <TaskForm schema={form.schema} uiSchema={form.uiSchema ?? {}} formData={{}} />
      </Crash>,
    );
  }

  private widths(): HTMLElement {
    const choices = ["Desktop", "Phone"].map((label) => {
      const choice = button(label, () => {
        this.frame.dataset.width = label.toLowerCase();
        for (const other of choices) other.setAttribute("aria-pressed", String(other === choice));
      });
      choice.setAttribute("aria-pressed", String(label === "Desktop"));
      return choice;
    });
    return element("div", { class: "rf-preview-bar", role: "group", "aria-label": "Width of the preview" }, ...choices);
  }
}

function parse(text: string): Form | null {
  try {
    const form: unknown = JSON.parse(text);
    const isForm = typeof form === "object" && form !== null && "schema" in form && typeof form.schema === "object";
    return isForm ? (form as Form) : null;
  } catch {
    return null;
  }
}
