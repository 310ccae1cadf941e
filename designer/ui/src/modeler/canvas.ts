/** Marks on the diagram and pictures of it. */

import type { Injector, Shape } from "./model";
import { element } from "./dom";
import { inWords } from "./problems";
import type { Problem, Severity } from "./problems";

const MARK = "returnflow-problem";

/** Replace the marks on the diagram by those of `problems`: one badge per element with its count. */
export function markProblems(injector: Injector, problems: Problem[]): void {
  const overlays = injector.get("overlays");
  const canvas = injector.get("canvas");
  const shapes: Shape[] = injector.get("elementRegistry").getAll();
  overlays.remove({ type: MARK });
  shapes.forEach((shape) => canvas.removeMarker(shape, "rf-has-problem"));
  for (const [id, own] of byElement(problems)) {
    const shape = injector.get("elementRegistry").get(id);
    if (!shape || shape === canvas.getRootElement()) continue;
    canvas.addMarker(shape, "rf-has-problem");
    overlays.add(shape, MARK, { position: { top: -10, left: -10 }, html: badge(own) });
  }
}

function byElement(problems: Problem[]): Map<string, Problem[]> {
  const found = new Map<string, Problem[]>();
  for (const problem of problems) {
    if (problem.elementId) found.set(problem.elementId, [...(found.get(problem.elementId) ?? []), problem]);
  }
  return found;
}

function badge(problems: Problem[]): HTMLElement {
  const has = (wanted: Severity): boolean => problems.some(({ severity }) => severity === wanted);
  const severity = has("error") ? "error" : has("warning") ? "warning" : "info";
  const title = problems.map(inWords).join("\n");
  const text = `${{ error: "!", warning: "?", info: "i" }[severity]}${problems.length > 1 ? ` ${problems.length}` : ""}`;
  return element("div", { class: "rf-problem-badge", "data-severity": severity, title }, text);
}

/** Select the element and bring it to the middle, on whichever plane it lies. */
export function revealElement(injector: Injector, id: string | null): void {
  const shape = id ? injector.get("elementRegistry").get(id) : null;
  if (!shape) return;
  const canvas = injector.get("canvas");
  canvas.scrollToElement(shape, 120);
  injector.get("selection").select(shape);
}

/** A drawing with the colours of the light theme, so that it can be printed and put into documents. */
export function printable(svg: string): string {
  return svg
    .replaceAll(/var\(--rf-diagram-fill\)/g, "#ffffff")
    .replaceAll(/var\(--rf-diagram-(stroke|label)\)/g, "#1a2223");
}

/** Room that the palette at the left and the badges around elements need, in pixels. */
const MARGIN = { palette: 104, left: 40, top: 40, right: 32, bottom: 50 };

/** Show the whole drawing beside the palette and below `top` pixels, never larger than life. */
export function fitDiagram(injector: Injector, top = MARGIN.top): void {
  const canvas = injector.get("canvas");
  canvas.zoom(1);
  const { inner, outer } = canvas.viewbox();
  if (!inner.width || !outer.width) return;
  const left = injector.get("palette").isOpen() ? MARGIN.palette : MARGIN.left;
  const wide = (outer.width - left - MARGIN.right) / inner.width;
  const high = (outer.height - top - MARGIN.bottom) / inner.height;
  const scale = Math.max(0.05, Math.min(1, wide, high));
  const spare = Math.max(0, outer.height - inner.height * scale - top - MARGIN.bottom) / 2;
  canvas.viewbox({
    x: inner.x - left / scale,
    y: inner.y - (top + spare) / scale,
    width: outer.width / scale,
    height: outer.height / scale,
  });
}
