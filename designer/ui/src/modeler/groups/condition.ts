/** Sequence flows out of a gateway or activity: the condition, and which flow is the default. */

import { Group } from "@bpmn-io/properties-panel";

import { buttons, feelArea, note } from "../entries";
import type { Entry } from "../entries";
import { is } from "../model";
import type { Moddle, Shape } from "../model";
import type { Context, MakeGroup } from "./context";

const SPLITS = ["bpmn:ExclusiveGateway", "bpmn:InclusiveGateway", "bpmn:ComplexGateway", "bpmn:Activity"];

export const conditionGroup: MakeGroup = (context) => {
  const { shape, owner } = context;
  if (!is(shape, "bpmn:SequenceFlow")) {
    return null;
  }
  const source: Moddle = owner.get("sourceRef");
  if (!SPLITS.some((type) => source.$instanceOf(type))) {
    return null;
  }
  const isDefault = source.get("default") === owner;
  const entries = isDefault
    ? [note("returnflow-default", "This is the default flow: it is taken when no other condition holds.")]
    : [conditionEntry(context)];
  entries.push(defaultButton(context, source, isDefault));
  return { id: "returnflow-condition", label: "Condition", component: Group, entries, shouldOpen: true };
};

function conditionEntry({ shape, owner, writer, variables }: Context): Entry {
  return feelArea({
    id: "returnflow-condition-body",
    label: "Taken when",
    feel: "required",
    variables,
    read: () => owner.get("conditionExpression")?.get("body") ?? "",
    write: (value) => writer.update(shape, owner, { conditionExpression: expression(owner, writer, value) }),
  });
}

function expression(owner: Moddle, writer: Context["writer"], value: string | undefined): Moddle | undefined {
  if (!value || value === "=") {
    return undefined;
  }
  const body = writer.create("bpmn:FormalExpression", { body: value });
  body.$parent = owner;
  return body;
}

function defaultButton({ shape, owner, writer }: Context, source: Moddle, isDefault: boolean): Entry {
  const target: Shape = (shape as Shape & { source: Shape }).source;
  const run = () => writer.update(target, source, { default: isDefault ? undefined : owner });
  return buttons("returnflow-default-flow", [
    { label: isDefault ? "No longer the default flow" : "Make it the default flow", run },
  ]);
}
