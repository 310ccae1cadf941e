/** Business rule tasks: the decision and what it is given. */

import { Group } from "@bpmn-io/properties-panel";

import { options } from "../catalog";
import { buttons, link, note, select } from "../entries";
import type { Entry } from "../entries";
import { all, attribute } from "../extensions";
import { is } from "../model";
import { pairs } from "./assignments";
import type { Context, MakeGroup } from "./context";

const DECISION = "returnflow:Decision";

export const decisionGroup: MakeGroup = (context) => {
  const { shape, owner, catalog, writer } = context;
  if (!is(shape, "bpmn:BusinessRuleTask")) {
    return null;
  }
  const current = attribute(owner, DECISION, "ref");
  const decision = catalog.decisions.find(({ value }) => value === current);
  const entries: Entry[] = [
    select({
      id: "returnflow-decision",
      label: "Decision",
      choices: options(catalog.decisions, current, "choose a decision"),
      read: () => current,
      write: (ref) => writer.set(shape, owner, DECISION, { ref }),
      validate: (value) => (value ? null : "Choose the decision to evaluate."),
    }),
  ];
  if (decision) {
    entries.push(
      link("returnflow-decision-link", "Open this decision", `/decisions/${encodeURIComponent(decision.key)}`),
    );
    entries.push(...missingInputs(context, decision.inputs));
  }
  return { id: "returnflow-decision", label: "Decision", component: Group, entries, shouldOpen: true };
};

/** Offers to add the inputs that the decision reads and the task does not give it. */
function missingInputs({ shape, owner, writer }: Context, inputs: string[]): Entry[] {
  const given = new Set(all(owner, "returnflow:Input").map((input) => input.get("name")));
  const missing = inputs.filter((name) => !given.has(name));
  if (!given.size) {
    return [
      note("returnflow-decision-scope", `It reads ${inputs.join(", ") || "no input"} from the variables in scope.`),
    ];
  }
  if (!missing.length) {
    return [];
  }
  const add = () =>
    writer.rewrite(shape, owner, (values) => [
      ...values,
      ...missing.map((name) => writer.create("returnflow:Input", { name, value: `=${name}` })),
    ]);
  return [
    note("returnflow-decision-missing", `Not given to it: ${missing.join(", ")}.`, "trouble"),
    buttons("returnflow-decision-add", [{ label: "Add them", run: add }]),
  ];
}

export const decisionInputsGroup: MakeGroup = (context) =>
  is(context.shape, "bpmn:BusinessRuleTask")
    ? pairs(context, { id: "returnflow-inputs", label: "Inputs of the decision", type: "returnflow:Input" })
    : null;
