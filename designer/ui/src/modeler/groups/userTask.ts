/** User tasks: the form, who may work on it, when it is due. */

import { Group } from "@bpmn-io/properties-panel";

import { options } from "../catalog";
import { feel, link, select } from "../entries";
import type { Entry, FeelField } from "../entries";
import { attribute } from "../extensions";
import { is } from "../model";
import type { Context, MakeGroup } from "./context";

const TASK = "returnflow:Task";

export const userTaskGroup: MakeGroup = (context) => {
  if (!is(context.shape, "bpmn:UserTask")) {
    return null;
  }
  const entries: Entry[] = [
    ...formEntries(context),
    ...groupEntries(context),
    expression(context, "title", "Title", {
      description: "What the task list shows; empty means the name of the step.",
    }),
    expression(context, "due", "Due", { description: "A duration from now (P2D), a date, or an expression." }),
    expression(context, "priority", "Priority", { description: "0 to 100, the higher the sooner; empty means 50." }),
    expression(context, "assignee", "Given to", { description: "A user name; empty means anyone of the groups." }),
    expression(context, "excludedUsers", "Excluded users", {
      feel: "required",
      description: "A list of user names who may neither claim nor complete it, such as [requester].",
    }),
  ];
  return { id: "returnflow-user-task", label: "User task", component: Group, entries, shouldOpen: true };
};

function formEntries({ shape, owner, catalog, writer }: Context): Entry[] {
  const current = attribute(owner, TASK, "form");
  const known = catalog.forms.find((form) => form.value === current);
  const entry = select({
    id: "returnflow-form",
    label: "Form",
    choices: options(catalog.forms, current, "choose a form"),
    read: () => current,
    write: (form) => writer.set(shape, owner, TASK, { form }),
    validate: (value) => (value ? null : "Choose the form that people fill in."),
  });
  return known
    ? [entry, link("returnflow-form-link", "Open this form", `/forms/${encodeURIComponent(known.key)}`)]
    : [entry];
}

function groupEntries(context: Context): Entry[] {
  const { shape, owner, catalog, writer } = context;
  const current = attribute(owner, TASK, "candidateGroups");
  const add = catalog.groups.filter(
    ({ value }) =>
      !current
        .split(",")
        .map((name) => name.trim())
        .includes(value),
  );
  const entries = [
    expression(context, "candidateGroups", "Candidate groups", { description: "Roles, separated by commas." }),
  ];
  if (!current.startsWith("=") && add.length) {
    entries.push(
      select({
        // Another id after each choice: the field starts anew instead of showing what was just taken.
        id: `returnflow-add-group-${current.length}`,
        label: "Add a group",
        choices: [{ value: "", label: "(choose)" }, ...add],
        read: () => "",
        write: (group) => {
          if (group) {
            writer.set(shape, owner, TASK, { candidateGroups: [current, group].filter(Boolean).join(",") });
          }
        },
      }),
    );
  }
  return entries;
}

function expression(context: Context, name: string, label: string, extra: Partial<FeelField>): Entry {
  const { shape, owner, writer, variables } = context;
  return feel({
    id: `returnflow-task-${name}`,
    label,
    feel: "optional",
    variables,
    read: () => attribute(owner, TASK, name),
    write: (value) => writer.set(shape, owner, TASK, { [name]: value === "=" ? undefined : value }),
    ...extra,
  });
}
