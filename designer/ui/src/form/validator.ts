/** Checks form data against JSON Schema 2020-12 without eval, in the shape that rjsf expects of a validator. */
import { type OutputUnit, type Schema, Validator, format as formats } from "@cfworker/json-schema";
import {
  createErrorHandler,
  type CustomValidator,
  type ErrorTransformer,
  getDefaultFormState,
  type RJSFSchema,
  type RJSFValidationError,
  toErrorSchema,
  type UiSchema,
  unwrapErrorHandler,
  validationDataMerge,
  type ValidationData,
  type ValidatorType,
} from "@rjsf/utils";
import { messageFor } from "./messages";

// The same rule as the server's: up to 15 digits, a point, up to 9 digits.
formats.decimal = (text: string) => /^-?[0-9]{1,15}(\.[0-9]{1,9})?$/.test(text);

/** Keywords that only pass on what failed below them. */
const PASSING_ON = new Set([
  "properties", "patternProperties", "items", "prefixItems", "additionalItems", "$ref", "$recursiveRef",
  "allOf", "if", "dependentSchemas", "dependencies",
]);

const UNEVALUATED = new Set(["unevaluatedProperties", "unevaluatedItems"]);
const OWN_FIELDS = new Set([...UNEVALUATED, "additionalProperties"]);

/** Drops `undefined`, which JSON does not have and the checker refuses. */
export function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutUndefined(item) ?? null);
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutUndefined(item)]));
}

/** Everything that is wrong with `data`, one entry per place and reason. */
export function check(schema: RJSFSchema, data: unknown): RJSFValidationError[] {
  const validator = new Validator(structuredClone(schema) as Schema, "2020-12", false);
  const result = validator.validate(withoutUndefined(data ?? null));
  return result.valid ? [] : telling(result.errors).map((unit) => asError(unit, schema));
}

/** Of the raw output, the errors that tell a person something: leaves, and of alternatives only the nearest one. */
function telling(units: OutputUnit[]): OutputUnit[] {
  const alternatives = units.filter((unit) => unit.keyword === "oneOf" || unit.keyword === "anyOf");
  const dropped = new Set<OutputUnit>();
  for (const parent of alternatives) {
    const below = units.filter((unit) => unit.keywordLocation.startsWith(`${parent.keywordLocation}/`));
    const kept = nearestBranch(parent, below);
    for (const unit of below) if (!kept.includes(unit)) dropped.add(unit);
    if (kept.length) dropped.add(parent);
  }
  const leaves = units.filter((unit) => !dropped.has(unit) && !PASSING_ON.has(unit.keyword));
  return withoutConsequences(leaves);
}

/**
 * Without what only follows from something else. A field that failed its own check counts as not evaluated, so its object
 * is said to have a field too many, once for the object and once for the field; only when nothing else is wrong is that true.
 */
function withoutConsequences(units: OutputUnit[]): OutputUnit[] {
  const causes = units.filter((unit) => unit.keyword !== "false" && !UNEVALUATED.has(unit.keyword));
  const follows = (unit: OutputUnit) =>
    UNEVALUATED.has(unit.keyword) && causes.some((cause) => isWithin(cause.instanceLocation, unit.instanceLocation));
  const consequences = units.filter(follows);
  return units.filter((unit) => {
    if (unit.keyword !== "false") return !consequences.includes(unit);
    // The keyword above says the same of the object, and in words.
    return !units.some((parent) => OWN_FIELDS.has(parent.keyword) && isWithin(unit.instanceLocation, parent.instanceLocation));
  });
}

function isWithin(location: string, outer: string): boolean {
  return location === outer || location.startsWith(`${outer}/`);
}

/** The branch with the fewest errors; none when the branches are plain constants, as in a list of choices. */
function nearestBranch(parent: OutputUnit, below: OutputUnit[]): OutputUnit[] {
  const branches = new Map<string, OutputUnit[]>();
  for (const unit of below) {
    const branch = unit.keywordLocation.slice(parent.keywordLocation.length + 1).split("/")[0] ?? "";
    branches.set(branch, [...(branches.get(branch) ?? []), unit]);
  }
  const isChoice = below.every((unit) => unit.keyword === "const" && unit.instanceLocation === parent.instanceLocation);
  if (isChoice || !branches.size) return [];
  return [...branches.values()].reduce((best, each) => (each.length < best.length ? each : best));
}

function asError(unit: OutputUnit, schema: RJSFSchema): RJSFValidationError {
  const path = pathOf(unit.instanceLocation);
  const missing = unit.keyword === "required" && /required property "(.+)"/.exec(unit.error)?.[1];
  if (missing) path.push(missing);
  const message = messageFor(unit, schema);
  const property = path.map((part) => `.${part}`).join("");
  return { name: unit.keyword, property, message, stack: message, schemaPath: unit.keywordLocation };
}

function pathOf(location: string): string[] {
  return location
    .split("/")
    .slice(1)
    .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"));
}

class FormValidator<T> implements ValidatorType<T> {
  validateFormData(
    data: T | undefined,
    schema: RJSFSchema,
    customValidate?: CustomValidator<T>,
    transformErrors?: ErrorTransformer<T>,
    uiSchema?: UiSchema<T>,
  ): ValidationData<T> {
    const found = check(schema, data);
    const errors = transformErrors ? transformErrors(found, uiSchema) : found;
    const validated = { errors, errorSchema: toErrorSchema<T>(errors) };
    if (!customValidate) return validated;
    const complete = getDefaultFormState(this, schema, data, schema, true) as T;
    const handler = customValidate(complete, createErrorHandler<T>(complete), uiSchema, validated.errorSchema);
    const own = unwrapErrorHandler<T>(handler);
    return validationDataMerge<T>(validated, own);
  }

  /** rjsf asks this to choose branches; `schema` may refer to definitions of `root`. */
  isValid(schema: RJSFSchema, data: T | undefined, root: RJSFSchema): boolean {
    const whole: RJSFSchema = { ...schema };
    if (root.$defs) whole.$defs = root.$defs;
    if (root.definitions) whole.definitions = root.definitions;
    return check(whole, data).length === 0;
  }

  rawValidation<Result>(schema: RJSFSchema, data?: T): { errors?: Result[]; validationError?: Error } {
    return { errors: check(schema, data) as Result[] };
  }
}

export const validator = new FormValidator<Record<string, unknown>>();
export default validator;
