/** Ad-hoc sub-processes: what begins by itself, one at a time or side by side, and when it is over. */

import { Group } from "@bpmn-io/properties-panel";

import { feel, note, select } from "../entries";
import { attribute } from "../extensions";
import { formal } from "../formal";
import { is } from "../model";
import type { MakeGroup } from "./context";

const AD_HOC = "returnflow:AdHoc";

const YES_OR_NO = [
  { value: "true", label: "are cancelled" },
  { value: "false", label: "are waited for" },
];

export const adHocGroup: MakeGroup = (context) => {
  const { shape, owner, writer, variables } = context;
  if (!is(shape, "bpmn:AdHocSubProcess")) {
    return null;
  }
  const entries = [
    note("returnflow-ad-hoc-about", "People choose what is done next, as a task. Without people in it, all begins by itself."),
    select({
      id: "returnflow-ad-hoc-ordering",
      label: "Activities",
      choices: [
        { value: "Parallel", label: "side by side" },
        { value: "Sequential", label: "one at a time" },
      ],
      read: () => owner.get("ordering") ?? "Parallel",
      write: (ordering) => writer.update(shape, owner, { ordering }),
    }),
    formal(context, {
      id: "returnflow-ad-hoc-completion",
      label: "Over when",
      description: "Looked at after each activity. Empty: when somebody says so, or all is done.",
      property: "completionCondition",
      owner,
    }),
    select({
      id: "returnflow-ad-hoc-remaining",
      label: "What is then at work",
      choices: YES_OR_NO,
      read: () => String(owner.get("cancelRemainingInstances") ?? true),
      write: (value) => writer.update(shape, owner, { cancelRemainingInstances: value !== "false" }),
    }),
    feel({
      id: "returnflow-ad-hoc-activate",
      label: "Begin by themselves",
      description: 'A list of ids of activities, such as ["call", "photo"].',
      feel: "required",
      variables,
      read: () => attribute(owner, AD_HOC, "activate"),
      write: (activate) => writer.set(shape, owner, AD_HOC, { activate: activate === "=" ? undefined : activate }),
    }),
  ];
  return { id: "returnflow-ad-hoc", label: "Ad-hoc", component: Group, entries, shouldOpen: true };
};
