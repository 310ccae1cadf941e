/** The check of form data: every reason once, at the place where a person can mend it. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { check, validator } from "@ui/form/validator";
import { describe, expect, test } from "vitest";

type Schema = Parameters<typeof check>[0];

const inspection = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../../forms/f5_inspection.json"), "utf-8"),
).schema;
const lot = { line: 1, qty: "2", code: "OK_SEALED" };
const places = (schema: object, data: unknown) => check(schema, data).map(({ name, property }) => `${property} ${name}`);

describe("the inspection form", () => {
  test("a sealed lot needs no more than line, quantity and code", () => {
    expect(check(inspection, { lots: [lot] })).toEqual([]);
  });

  test("a lot with missing parts asks for the cost, and for nothing else", () => {
    expect(places(inspection, { lots: [{ ...lot, code: "INCOMPLETE" }] })).toEqual([".lots.0.recovery_cost required"]);
  });

  test("a cost that is no amount is one error, though its lot then counts as not evaluated", () => {
    const errors = places(inspection, { lots: [{ ...lot, code: "COSMETIC", recovery_cost: "much" }] });
    expect(new Set(errors.map((each) => each.split(" ")[0]))).toEqual(new Set([".lots.0.recovery_cost"]));
  });

  test("an empty serial number is not reported as a field that does not belong", () => {
    expect(places(inspection, { lots: [{ ...lot, serials: [null] }] })).toEqual([".lots.0.serials.0 type"]);
  });

  test("a cost where none belongs is refused when nothing else is wrong", () => {
    expect(places(inspection, { lots: [{ ...lot, recovery_cost: "4.50" }] })).toEqual([".lots.0 unevaluatedProperties"]);
  });

  test("a code that is not in the list is one error with words", () => {
    const errors = check(inspection, { lots: [{ ...lot, code: "NICE" }] });
    expect(errors.map(({ property, message }) => [property, message])).toEqual([[".lots.0.code", "Choose one of the list."]]);
  });
});

test("an extra key is reported once", () => {
  const schema = { type: "object", properties: { a: { type: "string" } }, additionalProperties: false };
  expect(places(schema, { a: "x", b: 1 })).toEqual([" additionalProperties"]);
});

test("of alternatives the nearest one says what is missing", () => {
  const schema = {
    oneOf: [
      { type: "object", properties: { kind: { const: "card" }, number: { type: "string" } }, required: ["kind", "number"] },
      { type: "object", properties: { kind: { const: "bank" }, iban: { type: "string" } }, required: ["kind", "iban"] },
    ],
  };
  expect(places(schema, { kind: "bank" })).toEqual([".iban required"]);
});

test("undefined is as good as absent", () => {
  const schema = { type: "object", properties: { a: { type: "string" } } };
  expect(check(schema as Schema, { a: undefined })).toEqual([]);
});

test("a schema of the form may say its own words", () => {
  const schema = { type: "object", properties: { order: { type: "string", pattern: "^SO-", errorMessage: "Starts with SO-." } } };
  expect(check(schema as Schema, { order: "17" })[0]?.message).toBe("Starts with SO-.");
});

test("a branch that refers to definitions of the form can be chosen", () => {
  const root = { $defs: { yes: { const: "yes" } } };
  expect(validator.isValid({ $ref: "#/$defs/yes" }, "yes" as never, root)).toBe(true);
  expect(validator.isValid({ $ref: "#/$defs/yes" }, "no" as never, root)).toBe(false);
});
