/** Steps that are repeated while a condition holds. */

import { Group } from "@bpmn-io/properties-panel";

import { select, text } from "../entries";
import { formal } from "../formal";
import type { Moddle } from "../model";
import type { MakeGroup } from "./context";

export const standardLoopGroup: MakeGroup = (context) => {
  const { shape, owner, writer } = context;
  const loop: Moddle | undefined = owner.get("loopCharacteristics");
  if (!loop?.$instanceOf("bpmn:StandardLoopCharacteristics")) {
    return null;
  }
  const entries = [
    formal(context, {
      id: "returnflow-loop-condition",
      label: "Again while",
      property: "loopCondition",
      owner: loop,
    }),
    select({
      id: "returnflow-loop-test",
      label: "Looked at",
      choices: [
        { value: "false", label: "after each round" },
        { value: "true", label: "before each round" },
      ],
      read: () => String(loop.get("testBefore") ?? false),
      write: (value) => writer.update(shape, loop, { testBefore: value === "true" }),
    }),
    text({
      id: "returnflow-loop-maximum",
      label: "At most",
      description: "Rounds; empty means without end.",
      read: () => String(loop.get("loopMaximum") ?? ""),
      write: (value) => writer.update(shape, loop, { loopMaximum: value ? Number(value) : undefined }),
      validate: (value) => (!value || /^\d{1,5}$/.test(value) ? null : "Expected a whole number."),
    }),
  ];
  return { id: "returnflow-standard-loop", label: "Loop", component: Group, entries, shouldOpen: true };
};
