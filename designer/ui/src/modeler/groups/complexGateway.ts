/** Complex gateways: how many of the ways in are enough. */

import { Group } from "@bpmn-io/properties-panel";

import { formal } from "../formal";
import { is } from "../model";
import type { MakeGroup } from "./context";

export const complexGatewayGroup: MakeGroup = (context) => {
  if (!is(context.shape, "bpmn:ComplexGateway")) {
    return null;
  }
  const entry = formal(context, {
    id: "returnflow-activation",
    label: "Goes on when",
    description: "activationCount says how many tokens have come, such as activationCount >= 2. Empty: all ways in.",
    property: "activationCondition",
    owner: context.owner,
  });
  return { id: "returnflow-complex", label: "Activation", component: Group, entries: [entry], shouldOpen: true };
};
