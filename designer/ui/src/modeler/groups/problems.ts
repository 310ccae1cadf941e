/** What validation found on the selected element. */

import { Group } from "@bpmn-io/properties-panel";

import { note } from "../entries";
import type { Problem } from "../problems";
import type { Shape } from "../model";
import type { PanelGroup } from "./context";

export function problemsGroup(shape: Shape, problems: Problem[]): PanelGroup | null {
  const own = problems.filter(({ elementId }) => elementId === shape.id || elementId === shape.businessObject.id);
  if (!own.length) {
    return null;
  }
  const entries = own.map(({ message, hint, severity }, index) =>
    note(
      `returnflow-problem-${index}`,
      [message, hint].filter(Boolean).join(" "),
      severity === "error" ? "trouble" : "plain",
    ),
  );
  return { id: "returnflow-problems", label: "Problems", component: Group, entries, shouldOpen: true };
}
