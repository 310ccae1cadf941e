/** Where the whole result of a step goes. */

import { Group } from "@bpmn-io/properties-panel";

import { text } from "../entries";
import { attribute } from "../extensions";
import { eventDefinition, is } from "../model";
import type { Context, MakeGroup } from "./context";

const RESULT = "returnflow:Result";

/** What a catching event is handed. */
const CARRIED = [
  "bpmn:MessageEventDefinition",
  "bpmn:SignalEventDefinition",
  "bpmn:EscalationEventDefinition",
  "bpmn:ErrorEventDefinition",
];

function hasResult({ shape }: Context): boolean {
  return (
    is(shape, "bpmn:ServiceTask", "bpmn:SendTask", "bpmn:BusinessRuleTask", "bpmn:UserTask", "bpmn:ReceiveTask") ||
    (is(shape, "bpmn:CatchEvent") && CARRIED.some((type) => eventDefinition(shape, type)))
  );
}

export const resultGroup: MakeGroup = (context) => {
  if (!hasResult(context)) {
    return null;
  }
  const { shape, owner, writer } = context;
  const entry = text({
    id: "returnflow-result",
    label: "Variable",
    description: describe(context),
    read: () => attribute(owner, RESULT, "variable"),
    write: (variable) => writer.set(shape, owner, RESULT, { variable }),
    validate: (value) => (!value || /^[A-Za-z_][\w]*$/.test(value) ? null : "Use letters, digits and _ only."),
  });
  return { id: "returnflow-result", label: "Result", component: Group, entries: [entry], shouldOpen: true };
};

function describe({ shape }: Context): string | undefined {
  if (is(shape, "bpmn:UserTask")) {
    return "Empty: each field of the form becomes a variable.";
  }
  return is(shape, "bpmn:StartEvent") ? "Empty: each entry of what it catches becomes a variable." : undefined;
}
