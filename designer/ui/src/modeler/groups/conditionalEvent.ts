/** Conditional events: the condition that is looked at whenever a variable changes. */

import { Group } from "@bpmn-io/properties-panel";

import { formal } from "../formal";
import { eventDefinition } from "../model";
import type { MakeGroup } from "./context";

export const conditionalEventGroup: MakeGroup = (context) => {
  const definition = eventDefinition(context.shape, "bpmn:ConditionalEventDefinition");
  if (!definition) {
    return null;
  }
  const entry = formal(context, {
    id: "returnflow-event-condition",
    label: "Happens when",
    description: "Looked at whenever a variable changes; it has to become false before it can happen again.",
    property: "condition",
    owner: definition,
    isNeeded: true,
  });
  return { id: "returnflow-conditional", label: "Condition", component: Group, entries: [entry], shouldOpen: true };
};
