/** What the modeler offers to choose from: forms, decisions, processes, connectors, roles, statuses, variables. */

export interface Choice {
  value: string;
  label: string;
}

export interface SchemaProperty {
  type?: string | string[];
  title?: string;
  description?: string;
  enum?: unknown[];
  format?: string;
  items?: SchemaProperty;
}

export interface InputSchema {
  properties?: Record<string, SchemaProperty>;
  required?: string[];
}

export interface Operation {
  name: string;
  title: string;
  description?: string;
  input: InputSchema;
  errors: { class: string; code: string; meaning: string }[];
}

export interface Connector {
  id: string;
  name: string;
  operations: Operation[];
}

/** A configured system that operations of its connector can be called on. */
export interface Connection {
  id: string;
  connector: string;
  name: string;
}

export interface DecisionChoice extends Choice {
  inputs: string[];
  key: string;
}

export interface LinkedChoice extends Choice {
  key: string;
}

export interface Catalog {
  forms: LinkedChoice[];
  decisions: DecisionChoice[];
  processes: LinkedChoice[];
  groups: Choice[];
  statuses: Choice[];
  variables: string[];
  connectors: Connector[];
  connections: Connection[];
}

export function findOperation(catalog: Catalog, connector: string, name: string): Operation | undefined {
  return catalog.connectors
    .find((candidate) => candidate.id === connector)
    ?.operations.find((operation) => operation.name === name);
}

/** Options of a select: nothing, what there is, and a value that is set but no longer there, said so. */
export function options(choices: Choice[], current: string, none = "None"): Choice[] {
  const known = choices.some((choice) => choice.value === current);
  const missing = current && !known ? [{ value: current, label: `${current} (not found)` }] : [];
  return [{ value: "", label: `(${none})` }, ...missing, ...choices];
}

/** The JSON type of a schema property in words, with its choices. */
export function typeInWords(property: SchemaProperty): string {
  const types = ([] as string[]).concat(property.type ?? "any").filter((type) => type !== "null");
  const kind = property.format ? `${types.join(" or ")} (${property.format})` : types.join(" or ");
  return property.enum?.length ? `${kind}: ${property.enum.join(", ")}` : kind;
}

/** Whether a plain text may stand for the value, or only an expression makes sense. */
export function isText(property: SchemaProperty): boolean {
  const types = ([] as string[]).concat(property.type ?? "string");
  return types.includes("string");
}
