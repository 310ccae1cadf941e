/** The BPMN editor: bpmn-js with our properties panel. */

import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule } from "bpmn-js-properties-panel";
import Modeler from "bpmn-js/lib/Modeler";
import minimap from "diagram-js-minimap";

import { fitDiagram, markProblems, printable, revealElement } from "./canvas";
import type { Catalog } from "./catalog";
import { download } from "./dom";
import type { Injector } from "./model";
import { applyFix } from "./fixes";
import type { Fix, Problem } from "./problems";
import { ReturnflowPropertiesModule } from "./provider";
import type { Editor, Tool } from "./shell";
import moddle from "./returnflow.json";

/** Below this width, in pixels, the palette starts folded: the diagram needs the room. */
const NARROW = 600;

/** Shown where an expression is edited in a window of its own. */
const FEEL_LINKS = [
  { href: "/help/feel", title: "FEEL by example" },
  { href: "/help/try?how=diagram", title: "Try it" },
];

export class BpmnEditor implements Editor {
  private readonly modeler: Modeler;
  private readonly injector: Injector;
  private problems: Problem[] = [];

  constructor(
    canvas: HTMLElement,
    private readonly panel: HTMLElement,
    catalog: Catalog,
    changed: () => void,
  ) {
    const options = {
      container: canvas,
      propertiesPanel: { parent: panel, getFeelPopupLinks: (type: string) => (type === "feel" ? FEEL_LINKS : []) },
      additionalModules: [BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ReturnflowPropertiesModule, minimap],
      moddleExtensions: { returnflow: moddle },
      returnflow: { catalog, problems: () => this.problems },
      bpmnRenderer: {
        defaultFillColor: "var(--rf-diagram-fill)",
        defaultStrokeColor: "var(--rf-diagram-stroke)",
        defaultLabelColor: "var(--rf-diagram-label)",
      },
    };
    this.modeler = new Modeler(options);
    this.injector = { get: (name: string, strict?: boolean) => this.modeler.get(name, strict as true) };
    // "clear" is what importing does to the stack; it changes nothing.
    this.modeler.on("commandStack.changed", ({ trigger }: { trigger?: string }) => trigger !== "clear" && changed());
  }

  async open(xml: string): Promise<void> {
    await this.modeler.importXML(xml);
    if (this.injector.get("canvas").getContainer().clientWidth < NARROW) this.injector.get("palette").close();
    this.fit();
  }

  async read(): Promise<string> {
    const { xml } = await this.modeler.saveXML({ format: true });
    return xml ?? "";
  }

  mark(problems: Problem[]): void {
    this.problems = problems;
    markProblems(this.injector, problems);
    this.injector.get("eventBus").fire("propertiesPanel.providersChanged");
  }

  fix(fix: Fix): void {
    applyFix(this.injector, fix);
  }

  reveal(problem: Problem): void {
    revealElement(this.injector, problem.elementId);
  }

  tools(name: string): Tool[][] {
    const stack = () => this.injector.get("commandStack");
    const zoom = (by: number) => this.injector.get("zoomScroll").stepZoom(by);
    return [
      [
        { icon: "arrow-back-up", label: "Undo (Ctrl+Z)", run: () => stack().canUndo() && stack().undo() },
        {
          icon: "arrow-back-up",
          label: "Redo (Ctrl+Y)",
          isMirrored: true,
          run: () => stack().canRedo() && stack().redo(),
        },
      ],
      [
        { icon: "zoom-out", label: "Smaller", run: () => zoom(-1) },
        { icon: "maximize", label: "Fit the whole diagram", run: () => this.fit() },
        { icon: "zoom-in", label: "Larger", run: () => zoom(1) },
      ],
      [
        { icon: "search", label: "Find an element (Ctrl+F)", run: () => this.injector.get("searchPad").toggle() },
        { icon: "zoom-scan", label: "Show or hide the overview", run: () => this.injector.get("minimap").toggle() },
        { icon: "photo", label: "Save as a picture (SVG)", run: () => void this.exportPicture(name) },
        {
          icon: "layout-sidebar-left-collapse",
          label: "Show or hide the properties",
          isMirrored: true,
          run: () => this.togglePanel(),
        },
      ],
    ];
  }

  private togglePanel(): void {
    this.panel.hidden = !this.panel.hidden;
    this.injector.get("canvas").resized();
    this.fit();
  }

  private fit(): void {
    fitDiagram(this.injector);
  }

  private async exportPicture(name: string): Promise<void> {
    const { svg } = await this.modeler.saveSVG();
    download(`${name}.svg`, printable(svg), "image/svg+xml");
  }
}
