/** One process drawn by bpmn-js: import, fit, zoom, and the marks of where it stands. */
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { element, icon } from "../page/dom";
import { text } from "../text";
import type { Part } from "./parts";
import { followTouch } from "./touch";

const OVERLAY = "returnflow-state";
const MARKERS = ["rf-is-done", "rf-is-live", "rf-is-incident"];
/** Space around the drawing, in pixels: badges stand out over elements; the tools and the bpmn.io mark lie at the bottom. */
const MARGIN = { x: 24, top: 32, bottom: 52 };
/** Below `SMALL` nobody reads the labels; the first view then shows at `LEGIBLE` where the process stands, not all of it. */
const SMALL = 0.5;
const LEGIBLE = 0.8;
const LARGEST = 4;
const STEP = 1.25;

export interface DrawingEvents {
  /** Somebody asked about the incident at this element. */
  incident(elementId: string): void;
  /** Somebody asked for the process that this call activity calls. */
  called(processId: string): void;
  isKnown(processId: string): boolean;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export class Drawing {
  private readonly viewer: NavigatedViewer;
  private shown: Part | null = null;

  constructor(
    private readonly place: HTMLElement,
    private readonly events: DrawingEvents,
  ) {
    const colours = {
      defaultFillColor: "var(--rf-diagram-fill)",
      defaultStrokeColor: "var(--rf-diagram-stroke)",
      defaultLabelColor: "var(--rf-diagram-label)",
    };
    const options = { container: place, bpmnRenderer: colours, zoomScroll: { enabled: false } };
    this.viewer = new NavigatedViewer(options);
    this.listen();
  }

  /** Draws `part`, shows it from where it stands. Rejects when the XML cannot be read. */
  async show(part: Part): Promise<void> {
    await this.viewer.importXML(part.xml);
    this.paint(part);
    this.open();
  }

  /** Marks what has moved; the drawing and the view stay. */
  paint(part: Part): void {
    this.shown = part;
    const overlays = this.get("overlays");
    overlays.remove({ type: OVERLAY });
    const canvas = this.get("canvas");
    for (const drawn of this.get("elementRegistry").getAll()) for (const marker of MARKERS) canvas.removeMarker(drawn, marker);
    this.mark(Object.keys(part.done), "rf-is-done");
    this.mark(part.takenFlows, "rf-is-done");
    this.mark(Object.keys(part.tokens), "rf-is-live");
    this.mark(Object.keys(part.incidents), "rf-is-incident");
    for (const [id, count] of Object.entries(part.tokens)) this.attach(id, { top: -11, right: 11 }, tokenBadge(count));
    for (const id of Object.keys(part.incidents)) this.attach(id, { top: -11, left: -11 }, this.incidentBadge(id));
    for (const drawn of this.get("elementRegistry").getAll()) this.linkCalled(drawn);
  }

  /** The name of an element as the drawing shows it. */
  nameOf(id: string): string {
    const drawn = this.get("elementRegistry").get(id);
    return (drawn?.businessObject.name as string | undefined)?.replace(/\s+/g, " ") || id;
  }

  reveal(id: string): void {
    const drawn = this.get("elementRegistry").get(id);
    if (!drawn) return;
    const canvas = this.get("canvas");
    if (canvas.zoom() < LEGIBLE) canvas.zoom(LEGIBLE);
    this.centre(drawn as Box, canvas.zoom());
  }

  fit(): void {
    const { inner, outer } = this.measure();
    if (inner.width && outer.width) this.centre(inner, Math.min(1, this.fitting(inner, outer)));
  }

  zoom(direction: 1 | -1): void {
    const canvas = this.get("canvas");
    canvas.zoom(Math.min(LARGEST, Math.max(0.1, canvas.zoom() * STEP ** direction)));
  }

  resized(): void {
    this.get("canvas").resized();
  }

  /** The whole when it can be read, else the part around the tokens. */
  private open(): void {
    const { inner, outer } = this.measure();
    if (!inner.width || !outer.width) return;
    const scale = Math.min(1, (outer.width - 2 * MARGIN.x) / inner.width);
    const first = scale >= SMALL ? scale : LEGIBLE;
    this.place.style.setProperty("--rf-drawing-height", `${Math.ceil(inner.height * first + MARGIN.top + MARGIN.bottom)}px`);
    this.resized();
    if (scale >= SMALL) this.fit();
    else this.centre(this.focus(inner), LEGIBLE, inner);
  }

  private focus(whole: Box): Box {
    const ids = [...Object.keys(this.shown?.incidents ?? {}), ...Object.keys(this.shown?.tokens ?? {})];
    const registry = this.get("elementRegistry");
    const drawn = ids.map((id) => registry.get(id)).find((found) => found);
    return drawn ?? { ...whole, width: 0 };
  }

  private measure(): { inner: Box; outer: Box } {
    const canvas = this.get("canvas");
    canvas.zoom(1);
    return canvas.viewbox();
  }

  private fitting(inner: Box, outer: Box): number {
    const high = (outer.height - MARGIN.top - MARGIN.bottom) / inner.height;
    return Math.min((outer.width - 2 * MARGIN.x) / inner.width, high);
  }

  /** Centres `box` at `scale`; within `whole`, when given, so that no empty side is shown. */
  private centre(box: Box, scale: number, whole?: Box): void {
    const canvas = this.get("canvas");
    const size = canvas.getSize();
    const [width, height] = [size.width / scale, size.height / scale];
    let x = box.x + box.width / 2 - width / 2;
    let y = box.y + box.height / 2 - (height + (MARGIN.top - MARGIN.bottom) / scale) / 2;
    if (whole) {
      x = within(x, whole.x - MARGIN.x / scale, whole.x + whole.width + MARGIN.x / scale - width);
      y = within(y, whole.y - MARGIN.top / scale, whole.y + whole.height + MARGIN.bottom / scale - height);
    }
    canvas.viewbox({ x, y, width, height });
  }

  private mark(ids: readonly string[], marker: string): void {
    const registry = this.get("elementRegistry");
    const canvas = this.get("canvas");
    for (const id of ids) {
      const drawn = registry.get(id);
      if (drawn && drawn !== canvas.getRootElement()) canvas.addMarker(drawn, marker);
    }
  }

  private attach(id: string, position: Record<string, number>, html: HTMLElement): void {
    const drawn = this.get("elementRegistry").get(id);
    if (!drawn || drawn === this.get("canvas").getRootElement()) return;
    this.get("overlays").add(drawn, OVERLAY, { position, html, scale: { min: 0.75, max: 1.25 } });
  }

  private incidentBadge(id: string): HTMLElement {
    const name = this.nameOf(id);
    const badge = element("button", { type: "button", className: "rf-diagram-incident", title: text.diagram.incidentAt(name) }, "!");
    badge.setAttribute("aria-label", text.diagram.incidentAt(name));
    badge.addEventListener("click", () => this.events.incident(id));
    badge.addEventListener("focus", () => this.events.incident(id));
    return badge;
  }

  private linkCalled(drawn: { id: string; type: string; businessObject: Record<string, unknown> }): void {
    const processId = drawn.businessObject.calledElement;
    if (drawn.type !== "bpmn:CallActivity" || typeof processId !== "string" || !this.events.isKnown(processId)) return;
    const link = element("button", { type: "button", className: "rf-diagram-open", title: text.diagram.openCalled(this.nameOf(drawn.id)) });
    link.append(icon("arrow-up-right"));
    link.setAttribute("aria-label", text.diagram.openCalled(this.nameOf(drawn.id)));
    link.addEventListener("click", () => this.events.called(processId));
    this.attach(drawn.id, { bottom: 11, right: 11 }, link);
  }

  private listen(): void {
    // The wheel moves the page until somebody has taken hold of the diagram.
    const zoomScroll = this.get("zoomScroll");
    this.place.addEventListener("pointerdown", () => zoomScroll.toggle(true));
    this.place.addEventListener("pointerleave", () => zoomScroll.toggle(false));
    this.place.addEventListener("keydown", (event) => this.press(event));
    this.viewer.on("element.click", ({ element: clicked }: { element: { id: string; labelTarget?: { id: string } } }) => {
      const id = clicked.labelTarget?.id ?? clicked.id;
      if (this.shown?.incidents[id]) this.events.incident(id);
    });
    followTouch(this.place, this.get("canvas"));
  }

  private press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "+" || event.key === "=") this.zoom(1);
    else if (event.key === "-") this.zoom(-1);
    else if (event.key === "0") this.fit();
    else return;
    event.preventDefault();
  }

  /** The services of bpmn-js are looked up by name. */
  private get(service: string): any {
    return this.viewer.get(service);
  }
}

function within(value: number, low: number, high: number): number {
  return high < low ? (low + high) / 2 : Math.min(Math.max(value, low), high);
}

function tokenBadge(count: number): HTMLElement {
  return element("div", { className: "rf-diagram-token", title: text.diagram.tokens(count) }, String(count));
}
