/** Lists of `name = value` extension elements: inputs, outputs and the assignments of a script. */

import { ListGroup } from "@bpmn-io/properties-panel";

import { buttons, feelArea, text } from "../entries";
import type { ListItem } from "../entries";
import { all } from "../extensions";
import { eventDefinition, is } from "../model";
import type { Moddle } from "../model";
import type { Context, MakeGroup, PanelGroup } from "./context";

type PairType = "returnflow:Input" | "returnflow:Output";

/** A list group over the pairs of `type`; `names` limits it to some of them. */
export function pairs(
  context: Context,
  group: { id: string; label: string; type: PairType; shouldOpen?: boolean },
  belongs: (name: string) => boolean = () => true,
): PanelGroup {
  const { shape, owner, writer } = context;
  const found = all(owner, group.type).filter((pair) => belongs(pair.get("name") ?? ""));
  return {
    id: group.id,
    label: group.label,
    shouldOpen: group.shouldOpen ?? false,
    component: ListGroup,
    items: found.map((pair, index) => item(context, group.id, pair, index, found.length)),
    add: (event) => {
      event.stopPropagation();
      writer.add(shape, owner, group.type, { name: freeName(found), value: "=" });
    },
  };
}

function item(
  { shape, owner, writer, variables }: Context,
  group: string,
  pair: Moddle,
  index: number,
  count: number,
): ListItem {
  const id = `${group}-${shape.id}-${index}`;
  return {
    id,
    label: `${pair.get("name") ?? ""} ${summary(pair.get("value"))}`,
    autoFocusEntry: `${id}-name`,
    remove: (event) => {
      event.stopPropagation();
      writer.remove(shape, owner, pair);
    },
    entries: [
      text({
        id: `${id}-name`,
        label: "Name",
        read: () => pair.get("name") ?? "",
        write: (name) => writer.update(shape, pair, { name }),
        validate: (name) => (name ? null : "A name is needed."),
      }),
      feelArea({
        id: `${id}-value`,
        label: "Value",
        feel: "optional",
        variables,
        read: () => pair.get("value") ?? "",
        write: (value) => writer.update(shape, pair, { value }),
      }),
      buttons(`${id}-order`, [
        { label: "Move up", disabled: index === 0, run: () => writer.move(shape, owner, pair, -1) },
        { label: "Move down", disabled: index === count - 1, run: () => writer.move(shape, owner, pair, 1) },
      ]),
    ],
  };
}

function summary(value: string | undefined): string {
  const short = (value ?? "").replace(/\s+/g, " ").replace(/^=\s*/, "");
  return `= ${short.length > 28 ? `${short.slice(0, 27)}…` : short}`;
}

function freeName(taken: Moddle[]): string {
  const names = new Set(taken.map((pair) => pair.get("name")));
  let number = taken.length + 1;
  while (names.has(`value_${number}`)) {
    number += 1;
  }
  return `value_${number}`;
}

export const scriptGroup: MakeGroup = (context) =>
  is(context.shape, "bpmn:ScriptTask")
    ? pairs(context, {
        id: "returnflow-script",
        label: "Script: assignments in order",
        type: "returnflow:Output",
        shouldOpen: true,
      })
    : null;

export const outputsGroup: MakeGroup = (context) => {
  const { shape } = context;
  if (is(shape, "bpmn:ScriptTask") || !is(shape, "bpmn:Activity", "bpmn:CatchEvent")) {
    return null;
  }
  const label = is(shape, "bpmn:CallActivity") ? "Outputs" : "Outputs: set afterwards";
  return pairs(context, { id: "returnflow-outputs", label, type: "returnflow:Output" });
};

/** What a throwing event can hand to whoever catches it; a message has its inputs with the operation. */
const CARRYING = ["bpmn:SignalEventDefinition", "bpmn:EscalationEventDefinition", "bpmn:ErrorEventDefinition"];

export const inputsGroup: MakeGroup = (context) => {
  const { shape } = context;
  if (is(shape, "bpmn:CallActivity", "bpmn:SubProcess")) {
    return pairs(context, {
      id: "returnflow-inputs",
      label: "Inputs",
      type: "returnflow:Input",
    });
  }
  if (is(shape, "bpmn:ThrowEvent") && CARRYING.some((type) => eventDefinition(shape, type))) {
    return pairs(context, { id: "returnflow-inputs", label: "What it carries", type: "returnflow:Input" });
  }
  if (is(shape, "bpmn:UserTask")) {
    return pairs(context, { id: "returnflow-inputs", label: "Shown with the form", type: "returnflow:Input" });
  }
  return null;
};
