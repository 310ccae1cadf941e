/** What validation found on the selected element. */

import { Group } from "@bpmn-io/properties-panel";

import { note } from "../entries";
import { inWords } from "../problems";
import type { Problem } from "../problems";
import type { Shape } from "../model";
import type { PanelGroup } from "./context";

export function problemsGroup(shape: Shape, problems: Problem[]): PanelGroup | null {
  const own = problems.filter(({ elementId }) => elementId === shape.id || elementId === shape.businessObject.id);
  if (!own.length) {
    return null;
  }
  const entries = own.map((problem, index) =>
    note(`returnflow-problem-${index}`, inWords(problem), problem.severity === "error" ? "trouble" : "plain"),
  );
  return { id: "returnflow-problems", label: "Problems", component: Group, entries, shouldOpen: true };
}
