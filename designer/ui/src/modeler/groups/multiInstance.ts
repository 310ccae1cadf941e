/** Steps that run once for each element of a list. */

import { Group } from "@bpmn-io/properties-panel";

import { feel, text } from "../entries";
import type { Entry } from "../entries";
import { attribute } from "../extensions";
import { formal } from "../formal";
import type { Moddle } from "../model";
import type { Context, MakeGroup } from "./context";

const LOOP = "returnflow:Loop";

export const multiInstanceGroup: MakeGroup = (context) => {
  const loop: Moddle | undefined = context.owner.get("loopCharacteristics");
  if (!loop?.$instanceOf("bpmn:MultiInstanceLoopCharacteristics")) {
    return null;
  }
  const entries = [
    expression(context, loop, "collection", "For each of", "A list, such as lines."),
    name(context, loop, "element", "Called", "The variable that holds the element of the turn."),
    name(context, loop, "outputCollection", "Collected in", "The list of results, in the order of the input."),
    expression(context, loop, "output", "Result of each turn", "What goes into the list, such as result."),
    formal(context, {
      id: "returnflow-loop-cardinality",
      label: "Or so many times",
      description: "A number of turns, in place of a list.",
      property: "loopCardinality",
      owner: loop,
    }),
    formal(context, {
      id: "returnflow-loop-completion",
      label: "Over before all are done when",
      description: "Such as numberOfCompletedInstances >= 2.",
      property: "completionCondition",
      owner: loop,
    }),
  ];
  return { id: "returnflow-loop", label: "Multi-instance", component: Group, entries, shouldOpen: true };
};

function expression(context: Context, loop: Moddle, attr: string, label: string, description: string): Entry {
  return feel({ ...field(context, loop, attr, label, description), feel: "required", variables: context.variables });
}

function name(context: Context, loop: Moddle, attr: string, label: string, description: string): Entry {
  return text(field(context, loop, attr, label, description));
}

function field({ shape, writer }: Context, loop: Moddle, attr: string, label: string, description: string) {
  return {
    id: `returnflow-loop-${attr}`,
    label,
    description,
    read: () => attribute(loop, LOOP, attr),
    write: (value: string | undefined) => writer.set(shape, loop, LOOP, { [attr]: value === "=" ? undefined : value }),
  };
}
