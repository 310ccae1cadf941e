/** What is wrong with a field, in words: what is expected, with the numbers of the schema. */
import type { OutputUnit } from "@cfworker/json-schema";
import type { RJSFSchema } from "@rjsf/utils";

const FORMATS: Record<string, string> = {
  date: "Enter a date.",
  "date-time": "Enter a date and a time.",
  time: "Enter a time.",
  email: "Enter an e-mail address, such as name@company.com.",
  uri: "Enter a web address, such as https://company.com.",
  decimal: "Enter an amount, such as 12.50.",
  uuid: "Enter a UUID.",
};

const TYPES: Record<string, string> = {
  string: "Enter a text.",
  number: "Enter a number.",
  integer: "Enter a whole number.",
  boolean: "Choose yes or no.",
  array: "Add at least one entry.",
  object: "Fill in this part.",
};

const many = (count: unknown, one: string, more: string) => `${count} ${count === 1 ? one : more}`;

/** Limit of the schema -> message. */
const MESSAGES: Record<string, (limit: unknown) => string> = {
  required: () => "This is required.",
  dependentRequired: () => "This is required here.",
  type: (type) => TYPES[String(Array.isArray(type) ? type[0] : type)] ?? "This has the wrong type.",
  format: (name) => FORMATS[String(name)] ?? `This is not a valid ${name}.`,
  enum: () => "Choose one of the list.",
  oneOf: () => "Choose one of the list.",
  anyOf: () => "Choose one of the list.",
  const: (value) => (value === true ? "This has to be confirmed." : `This has to be ${JSON.stringify(value)}.`),
  minimum: (limit) => `At least ${limit}.`,
  maximum: (limit) => `At most ${limit}.`,
  exclusiveMinimum: (limit) => `More than ${limit}.`,
  exclusiveMaximum: (limit) => `Less than ${limit}.`,
  multipleOf: (step) => (step === 1 ? "Whole numbers only." : `In steps of ${step}.`),
  minLength: (length) => (length === 1 ? "This is required." : `At least ${length} characters.`),
  maxLength: (length) => `At most ${length} characters.`,
  minItems: (count) => `Add at least ${many(count, "entry", "entries")}.`,
  maxItems: (count) => `At most ${many(count, "entry", "entries")}.`,
  uniqueItems: () => "No entry twice.",
  pattern: () => "This does not have the expected form.",
  additionalProperties: () => "This field does not belong to the form.",
  unevaluatedProperties: () => "This field does not belong to the form.",
};

export function messageFor(unit: OutputUnit, schema: RJSFSchema): string {
  const place = schemaAt(schema, unit.keywordLocation);
  const own = place?.errorMessage;
  if (typeof own === "string") return own;
  return MESSAGES[unit.keyword]?.(place?.[unit.keyword]) ?? unit.error;
}

/** The schema that holds the keyword at `location`, `#/properties/qty/maximum`; follows references within the document. */
function schemaAt(root: RJSFSchema, location: string): Record<string, unknown> | undefined {
  let at: unknown = root;
  for (const part of location.split("/").slice(1, -1)) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    if (at === null || typeof at !== "object") return undefined;
    const next: unknown = (at as Record<string, unknown>)[key];
    at = key === "$ref" && typeof next === "string" ? atPointer(root, next) : next;
  }
  return at !== null && typeof at === "object" ? (at as Record<string, unknown>) : undefined;
}

function atPointer(root: RJSFSchema, reference: string): unknown {
  if (!reference.startsWith("#")) return undefined;
  return reference
    .split("/")
    .slice(1)
    .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[decodeURIComponent(part)], root);
}
