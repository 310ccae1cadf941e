/** Which process of an instance to show, and how news of the stream are taken in. */
import { mostRelevant, moved, movementsIn, type Part, tokenCount } from "@ui/diagram/parts";
import { expect, test } from "vitest";

const part = (processId: string, more: Partial<Part> = {}): Part => ({
  processId, name: processId, xml: `<${processId}/>`, tokens: {}, done: {}, takenFlows: [], incidents: {}, ...more,
});

test("the innermost process with a token opens first: its callers have one too", () => {
  const parts = [part("spine", { tokens: { call: 1 } }), part("intake"), part("inspect", { tokens: { task: 2 } }), part("notify")];
  expect(mostRelevant(parts)?.processId).toBe("inspect");
});

test("an incident comes before a token", () => {
  const parts = [part("spine", { incidents: { call: "down" } }), part("inspect", { tokens: { task: 1 } })];
  expect(mostRelevant(parts)?.processId).toBe("spine");
});

test("of an ended instance the whole opens first", () => {
  expect(mostRelevant([part("spine"), part("intake")])?.processId).toBe("spine");
  expect(mostRelevant([])).toBeUndefined();
});

test("news keep the drawings that are known", () => {
  const { xml: _drawing, ...news } = part("spine", { tokens: { end: 1 } });
  const parts = moved([part("spine")], [news]);
  expect(parts?.[0]).toMatchObject({ xml: "<spine/>", tokens: { end: 1 } });
});

test("a process that was entered since has no drawing yet", () => {
  expect(moved([part("spine")], [part("spine"), part("inspect")])).toBeNull();
});

test("an event without parts moves nothing", () => {
  expect(movementsIn({ revision: 7 })).toBeNull();
  expect(movementsIn("ping")).toBeNull();
  expect(movementsIn({ revision: 7, parts: [] })).toEqual([]);
});

test("tokens are counted over all elements", () => {
  expect(tokenCount(part("spine", { tokens: { a: 2, b: 1 } }))).toBe(3);
});
