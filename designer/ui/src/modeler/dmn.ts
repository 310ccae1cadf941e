/** The DMN editor: dmn-js with FEEL as the only language, a tab per decision and one for the diagram. */

import DmnModeler from "dmn-js/lib/Modeler";
import type { View } from "dmn-js/lib/Modeler";

import { fitDiagram } from "./canvas";
import { element } from "./dom";
import { inWords } from "./problems";
import type { Problem } from "./problems";
import type { Editor, Tool } from "./shell";

const MARK = "rf-has-problem";
/** Pixels that the title of a decision diagram takes at its top. */
const TITLE_HEIGHT = 120;
const FEEL = { value: "feel", label: "FEEL" };

export class DmnEditor implements Editor {
  private readonly modeler: DmnModeler;
  private problems: Problem[] = [];

  constructor(
    private readonly canvas: HTMLElement,
    private readonly tabs: HTMLElement,
    changed: () => void,
  ) {
    const expressionLanguages = {
      options: [FEEL],
      defaults: { editor: "feel", inputCell: "feel", outputCell: "feel" },
    };
    const drdRenderer = {
      defaultFillColor: "var(--rf-diagram-fill)",
      defaultStrokeColor: "var(--rf-diagram-stroke)",
      defaultLabelColor: "var(--rf-diagram-label)",
    };
    this.modeler = new DmnModeler({ container: canvas, common: { expressionLanguages }, drd: { drdRenderer } });
    this.modeler.on("views.changed", () => this.showTabs());
    this.modeler.on("viewer.created", ({ viewer }) => {
      // "clear" is what opening a view does to the stack; it changes nothing.
      viewer.on("commandStack.changed", ({ trigger }: { trigger?: string }) => trigger !== "clear" && changed());
      viewer.on("elements.changed", () => requestAnimationFrame(() => this.showMarks()));
    });
  }

  /** Open the document at its first decision table, or at the diagram when it has none. */
  async open(xml: string): Promise<void> {
    await this.modeler.importXML(xml);
    const views = this.views();
    const table = views.find(({ type }) => type !== "drd");
    if (table) await this.modeler.open(table);
    this.showTabs();
  }

  async read(): Promise<string> {
    return (await this.modeler.saveXML({ format: true })).xml;
  }

  mark(problems: Problem[]): void {
    this.problems = problems;
    this.showMarks();
  }

  reveal(problem: Problem): void {
    const view = this.views().find(({ element }) => element.id === problem.elementId) ?? this.viewAround(problem);
    void (view ? this.modeler.open(view) : Promise.resolve()).then(() => {
      this.showTabs();
      this.showMarks();
      this.places(problem.elementId ?? "")[0]?.scrollIntoView({ block: "center", inline: "center" });
    });
  }

  tools(): Tool[][] {
    const stack = () => this.modeler.getActiveViewer().get("commandStack", false);
    const zoom = (by: number) => this.modeler.getActiveViewer().get("zoomScroll", false)?.stepZoom(by);
    return [
      [
        { icon: "arrow-back-up", label: "Undo (Ctrl+Z)", run: () => stack()?.canUndo() && stack().undo() },
        {
          icon: "arrow-back-up",
          label: "Redo (Ctrl+Y)",
          isMirrored: true,
          run: () => stack()?.canRedo() && stack().redo(),
        },
      ],
      [
        { icon: "zoom-out", label: "Smaller (diagram)", run: () => zoom(-1) },
        { icon: "maximize", label: "Fit the diagram", run: () => this.fit() },
        { icon: "zoom-in", label: "Larger (diagram)", run: () => zoom(1) },
      ],
    ];
  }

  private fit(): void {
    if (this.modeler.getActiveView()?.type === "drd") fitDiagram(this.modeler.getActiveViewer(), TITLE_HEIGHT);
  }

  private views(): View[] {
    return this.modeler.getViews();
  }

  /** The view in whose element the problem's element lies. */
  private viewAround(problem: Problem): View | undefined {
    return this.views().find(({ type, element }) => type !== "drd" && contains(element, problem.elementId));
  }

  private showTabs(): void {
    const active = this.modeler.getActiveView();
    this.tabs.replaceChildren(
      ...this.views().map((view) => {
        const name = view.type === "drd" ? "Diagram" : view.element.name || view.element.id;
        const tab = element(
          "button",
          { type: "button", class: "rf-editor-tab", "aria-pressed": String(view === active) },
          name,
        );
        tab.addEventListener("click", () => void this.show(view));
        return tab;
      }),
    );
  }

  private async show(view: View): Promise<void> {
    await this.modeler.open(view);
    this.fit();
    this.showTabs();
    this.showMarks();
  }

  private showMarks(): void {
    this.canvas.querySelectorAll(`.${MARK}`).forEach((place) => place.classList.remove(MARK));
    for (const problem of this.problems) {
      for (const place of this.places(problem.elementId ?? "")) {
        place.classList.add(MARK);
        place.setAttribute("title", inWords(problem));
      }
    }
  }

  private places(id: string): Element[] {
    const quoted = CSS.escape(id);
    const cells = `[data-element-id="${quoted}"], [data-row-id="${quoted}"], [data-col-id="${quoted}"]`;
    return id ? [...this.canvas.querySelectorAll(cells)] : [];
  }
}

interface ModelElement {
  id?: string;
  [property: string]: unknown;
}

/** Whether `root` or something owned by it has the id. */
function contains(root: unknown, id: string | null, depth = 0): boolean {
  if (!root || typeof root !== "object" || depth > 8) return false;
  if (Array.isArray(root)) return root.some((item) => contains(item, id, depth + 1));
  const found = root as ModelElement;
  if (found.id === id) return true;
  return Object.entries(found).some(([name, value]) => !name.startsWith("$") && contains(value, id, depth + 1));
}
