/** Service and send tasks: connector, operation, its typed inputs, the result and the retries. */

import { Group } from "@bpmn-io/properties-panel";

import { findOperation, isText, options, typeInWords } from "../catalog";
import type { Operation } from "../catalog";
import { feel, note, select, text } from "../entries";
import type { Entry } from "../entries";
import { all, attribute, first } from "../extensions";
import { eventDefinition, is } from "../model";
import { pairs } from "./assignments";
import type { Context, MakeGroup } from "./context";

const OPERATION = "returnflow:Operation";

function isServiceTask({ shape }: Context): boolean {
  const isSending = is(shape, "bpmn:ThrowEvent") && Boolean(eventDefinition(shape, "bpmn:MessageEventDefinition"));
  return isSending || is(shape, "bpmn:ServiceTask", "bpmn:SendTask");
}

function chosen({ owner, catalog }: Context): Operation | undefined {
  return findOperation(catalog, attribute(owner, OPERATION, "connector"), attribute(owner, OPERATION, "name"));
}

export const operationGroup: MakeGroup = (context) => {
  if (!isServiceTask(context)) {
    return null;
  }
  const { shape, owner, writer } = context;
  const connector = attribute(owner, OPERATION, "connector");
  const entries: Entry[] = [connectorEntry(context)];
  if (connector) {
    entries.push(operationEntry(context, connector));
  }
  const operation = chosen(context);
  if (operation) {
    entries.push(...about(operation));
  }
  if (first(owner, OPERATION)) {
    entries.push(
      connectionEntry(context, connector),
      text({
        id: "returnflow-retries",
        label: "Attempts",
        tooltip: "How often the call is tried before it becomes an incident; empty means the default of 8.",
        read: () => attribute(owner, "returnflow:Retry", "attempts"),
        write: (attempts) => writer.set(shape, owner, "returnflow:Retry", { attempts }),
        validate: (value) => (!value || /^[1-9]\d{0,2}$/.test(value) ? null : "Expected a whole number from 1 to 999."),
      }),
    );
  }
  return { id: "returnflow-operation", label: "Connector operation", component: Group, entries, shouldOpen: true };
};

/** What the operation does, and which error codes a boundary event may catch. */
function about(operation: Operation): Entry[] {
  const codes = operation.errors.map(({ code }) => code).filter(Boolean);
  const entries = operation.description ? [note("returnflow-operation-description", operation.description)] : [];
  return codes.length ? [...entries, note("returnflow-errors", `Errors to catch: ${codes.join(", ")}.`)] : entries;
}

function connectorEntry({ shape, owner, catalog, writer }: Context): Entry {
  const choices = catalog.connectors.map(({ id, name }) => ({ value: id, label: name }));
  const current = attribute(owner, OPERATION, "connector");
  return select({
    id: "returnflow-connector",
    label: "Connector",
    choices: options(choices, current, "choose a connector"),
    read: () => current,
    write: (connector) => writer.set(shape, owner, OPERATION, { connector, name: undefined, connection: undefined }),
  });
}

function operationEntry({ shape, owner, catalog, writer }: Context, connector: string): Entry {
  const operations = catalog.connectors.find(({ id }) => id === connector)?.operations ?? [];
  const current = attribute(owner, OPERATION, "name");
  return select({
    id: "returnflow-operation-name",
    label: "Operation",
    choices: options(
      operations.map(({ name, title }) => ({ value: name, label: title })),
      current,
      "choose an operation",
    ),
    read: () => current,
    write: (name) => writer.set(shape, owner, OPERATION, { name }),
    validate: (value) => (value ? null : "Choose an operation."),
  });
}

function connectionEntry({ shape, owner, catalog, writer }: Context, connector: string): Entry {
  const own = catalog.connections.filter((connection) => connection.connector === connector);
  const current = attribute(owner, OPERATION, "connection");
  return select({
    id: "returnflow-connection",
    label: "Connection",
    tooltip: "Which configured system is called.",
    choices: options(
      own.map(({ id, name }) => ({ value: id, label: name })),
      current,
      `the one called ${connector}`,
    ),
    read: () => current,
    write: (connection) => writer.set(shape, owner, OPERATION, { connection }),
  });
}

export const operationInputsGroup: MakeGroup = (context) => {
  const operation = chosen(context);
  const properties = Object.entries(operation?.input.properties ?? {});
  if (!isServiceTask(context) || !operation || !properties.length) {
    return null;
  }
  const { shape, owner, writer, variables } = context;
  const required = new Set(operation.input.required ?? []);
  const entries = properties.map(([name, property]) =>
    feel({
      id: `returnflow-input-${operation.name}-${name}`,
      label: `${property.title ?? name}${required.has(name) ? " *" : ""}`,
      description: [property.title && name, typeInWords(property), property.description].filter(Boolean).join(" · "),
      feel: isText(property) ? "optional" : "required",
      variables,
      read: () =>
        all(owner, "returnflow:Input")
          .find((input) => input.get("name") === name)
          ?.get("value") ?? "",
      write: (value) => writer.setInput(shape, owner, name, value === "=" ? undefined : value),
      validate: (value) => (required.has(name) && !value ? "The operation needs this input." : null),
    }),
  );
  return { id: "returnflow-operation-inputs", label: "Inputs (* needed)", component: Group, entries, shouldOpen: true };
};

/** Inputs of a service task that its operation does not know; all of them while no operation is known. */
export const otherInputsGroup: MakeGroup = (context) => {
  if (!isServiceTask(context)) {
    return null;
  }
  const known = new Set(Object.keys(chosen(context)?.input.properties ?? {}));
  const group = pairs(
    context,
    {
      id: "returnflow-other-inputs",
      label: known.size ? "Inputs the operation does not know" : "Inputs",
      type: "returnflow:Input",
    },
    (name) => !known.has(name),
  );
  return known.size && !group.items?.length ? null : group;
};
