/** What the colours and badges of a diagram mean. */
import { element } from "../page/dom";
import { text } from "../text";

export function legend(): HTMLElement {
  const entry = (sample: HTMLElement, words: string) => element("li", {}, sample, words);
  const sample = (state: string) => element("span", { className: `rf-diagram-sample ${state}` });
  return element(
    "ul",
    { className: "rf-diagram-legend", ariaLabel: text.diagram.legend },
    entry(element("span", { className: "rf-diagram-token" }, "1"), text.diagram.isLive),
    entry(sample("is-done"), text.diagram.isDone),
    entry(element("span", { className: "rf-diagram-incident" }, "!"), text.diagram.isIncident),
    entry(sample("is-ahead"), text.diagram.isAhead),
  );
}
