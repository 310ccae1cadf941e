/** The canonical status that a return reaches when a step is done. */

import { Group } from "@bpmn-io/properties-panel";

import { options } from "../catalog";
import { select } from "../entries";
import { attribute } from "../extensions";
import { is } from "../model";
import type { MakeGroup } from "./context";

const MILESTONE = "returnflow:Milestone";

export const milestoneGroup: MakeGroup = ({ shape, owner, catalog, writer }) => {
  if (!is(shape, "bpmn:FlowNode")) {
    return null;
  }
  const current = attribute(owner, MILESTONE, "status");
  const entry = select({
    id: "returnflow-milestone",
    label: "Status of the return afterwards",
    choices: options(catalog.statuses, current, "stays as it is"),
    read: () => current,
    write: (status) => writer.set(shape, owner, MILESTONE, { status }),
  });
  return {
    id: "returnflow-milestone",
    label: "Milestone",
    component: Group,
    entries: [entry],
    shouldOpen: Boolean(current),
  };
};
