/** The diagram of an instance: tabs of its processes, tools, what stands where, and the drawing that follows live. */
import { element, icon } from "../page/dom";
import { startStream } from "../page/stream";
import { text } from "../text";
import { Drawing } from "./Drawing";
import { legend } from "./legend";
import type { DiagramProps, Movement, Part } from "./parts";
import { hasIncidents, mostRelevant, moved, movementsIn, tokenCount } from "./parts";

export class Diagram {
  private parts: Part[];
  private current: Part | undefined;
  private readonly tabs = element("div", { className: "rf-diagram-tabs" });
  private readonly standing = element("div", { className: "rf-diagram-standing" });
  private readonly message = element("div", { className: "rf-diagram-message", hidden: true });
  private readonly place = element("div", { className: "rf-diagram-canvas", tabIndex: -1 });
  private readonly drawing: Drawing;

  constructor(
    private readonly root: HTMLElement,
    props: DiagramProps,
  ) {
    this.parts = props.parts;
    this.tabs.setAttribute("role", "tablist");
    this.tabs.setAttribute("aria-label", text.diagram.processes);
    this.message.setAttribute("role", "status");
    this.place.setAttribute("role", "group");
    const stage = element("div", { className: "rf-diagram-stage" }, this.place, this.tools(), this.message);
    const foot = element("div", { className: "rf-diagram-foot" }, legend(), element("span", { className: "rf-diagram-keys" }, text.diagram.keys));
    this.root.classList.add("rf-diagram");
    this.root.append(this.tabs, this.standing, stage, foot);
    this.drawing = new Drawing(this.place, {
      incident: (id) => this.tell(id),
      called: (processId) => void this.openProcess(processId),
      isKnown: (processId) => this.parts.some((part) => part.processId === processId),
    });
    new ResizeObserver(() => this.drawing.resized()).observe(this.place);
    this.tabs.addEventListener("keydown", (event) => this.step(event));
    if (props.streamUrl) startStream(props.streamUrl, (event) => void this.hear(movementsIn(event)));
  }

  /** Opens the process where something happens. */
  async start(): Promise<void> {
    const first = mostRelevant(this.parts);
    if (first) await this.show(first);
    else this.standing.replaceChildren(text.diagram.nothing);
  }

  private async openProcess(processId: string): Promise<void> {
    const part = this.parts.find((each) => each.processId === processId);
    if (part) await this.show(part);
  }

  private async show(part: Part): Promise<void> {
    this.current = part;
    this.message.hidden = true;
    this.place.setAttribute("aria-label", text.diagram.label(part.name));
    this.drawTabs();
    try {
      await this.drawing.show(part);
    } catch (error) {
      this.say(text.diagram.unreadable, error instanceof Error ? error.message : String(error));
    }
    this.listStanding();
  }

  private async hear(news: Movement[] | null): Promise<void> {
    if (!news) return;
    const parts = moved(this.parts, news) ?? (await partsOfPage());
    if (!parts) return;
    const wasAt = this.current && tokenCount(this.current) > 0;
    this.parts = parts;
    this.current = parts.find((part) => part.processId === this.current?.processId) ?? parts[0];
    const next = mostRelevant(parts);
    // Who watched the tokens goes with them into the next process; who looks at something else is not disturbed.
    if (this.current && wasAt && next && tokenCount(this.current) === 0 && tokenCount(next) > 0) return this.show(next);
    if (!this.current) return;
    this.drawTabs();
    this.drawing.paint(this.current);
    this.listStanding();
  }

  private drawTabs(): void {
    const hadFocus = this.tabs.contains(document.activeElement);
    this.tabs.replaceChildren(...this.parts.map((part) => this.tab(part)));
    const chosen = this.tabs.querySelector<HTMLElement>("[aria-selected='true']");
    if (hadFocus) chosen?.focus();
    if (chosen) this.tabs.scrollLeft = chosen.offsetLeft - (this.tabs.clientWidth - chosen.clientWidth) / 2;
  }

  private tab(part: Part): HTMLElement {
    const isChosen = part.processId === this.current?.processId;
    const made = element("button", { type: "button", className: "rf-diagram-tab", tabIndex: isChosen ? 0 : -1 }, part.name);
    made.setAttribute("role", "tab");
    made.setAttribute("aria-selected", String(isChosen));
    const count = tokenCount(part);
    if (count) made.append(element("span", { className: "rf-diagram-token", title: text.diagram.tokens(count) }, String(count)));
    if (hasIncidents(part)) made.append(element("span", { className: "rf-diagram-incident", title: text.diagram.hasIncident }, "!"));
    made.addEventListener("click", () => void this.show(part));
    return made;
  }

  private step(event: KeyboardEvent): void {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const all = [...this.tabs.querySelectorAll<HTMLElement>("[role='tab']")];
    const at = all.findIndex((each) => each === document.activeElement);
    all[(at + by + all.length) % all.length]?.click();
    event.preventDefault();
  }

  /** The same in words, so that nobody has to find a badge in a large drawing. */
  private listStanding(): void {
    const part = this.current;
    if (!part) return;
    const troubles = Object.keys(part.incidents).map((id) => this.chip(id, "is-trouble", "alert-octagon", () => this.tell(id)));
    const waiting = Object.keys(part.tokens)
      .filter((id) => !part.incidents[id])
      .map((id) => this.chip(id, "is-running", "progress-check", () => undefined));
    const chips = [...troubles, ...waiting];
    this.standing.replaceChildren(...(chips.length ? [element("span", {}, text.diagram.standsAt), ...chips] : [text.diagram.noToken]));
  }

  private chip(id: string, state: string, symbol: string, then: () => void): HTMLElement {
    const made = element("button", { type: "button", className: `rf-badge ${state}` }, icon(symbol), this.drawing.nameOf(id));
    made.addEventListener("click", () => {
      this.drawing.reveal(id);
      then();
    });
    return made;
  }

  private tell(id: string): void {
    this.say(text.diagram.incidentAt(this.drawing.nameOf(id)), this.current?.incidents[id] ?? "");
  }

  private say(heading: string, words: string): void {
    const close = element("button", { type: "button", className: "btn btn-icon btn-ghost btn-sm" }, icon("x"));
    close.setAttribute("aria-label", text.close);
    close.addEventListener("click", () => (this.message.hidden = true));
    this.message.replaceChildren(icon("alert-octagon"), element("div", {}, element("strong", {}, heading), element("p", {}, words)), close);
    this.message.hidden = false;
  }

  private tools(): HTMLElement {
    const tool = (symbol: string, label: string, run: () => void) => {
      const made = element("button", { type: "button", className: "btn btn-icon btn-ghost", title: label }, icon(symbol));
      made.setAttribute("aria-label", label);
      made.addEventListener("click", run);
      return made;
    };
    return element(
      "div",
      { className: "rf-diagram-tools" },
      tool("zoom-out", text.diagram.zoomOut, () => this.drawing.zoom(-1)),
      tool("zoom-in", text.diagram.zoomIn, () => this.drawing.zoom(1)),
      tool("maximize", text.diagram.fit, () => this.drawing.fit()),
    );
  }
}

/** The parts that the server would show now, with the drawings of processes entered since. */
async function partsOfPage(): Promise<Part[] | null> {
  const response = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" }).catch(() => null);
  if (!response?.ok || response.redirected) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const data = page.querySelector("[data-island='diagram'] > script[type='application/json']")?.textContent;
  return data ? (JSON.parse(data) as DiagramProps).parts : null;
}
