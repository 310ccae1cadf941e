/** What the server refuses stands at its field, or above the form when it belongs to none. */
import { placeErrors } from "@ui/form/serverErrors";
import { expect, test } from "vitest";

const known = (path: string[]) => ["lots/0/qty", "notes"].includes(path.join("/"));

test("a pointer leads to its field", () => {
  const placed = placeErrors([{ message: "More than was sent.", pointer: "/lots/0/qty" }], known);
  expect(placed.count).toBe(1);
  expect(placed.fields).toMatchObject({ lots: { 0: { qty: { __errors: ["More than was sent."] } } } });
});

test("a pointer without its first slash, and one of a fragment, are the same place", () => {
  expect(placeErrors([{ message: "a", path: "notes" }, { message: "b", pointer: "#/notes" }], known).count).toBe(2);
});

test("what belongs to no field says where it lies", () => {
  const placed = placeErrors([{ message: "Not expected.", pointer: "/extra" }, { message: "Too late." }], known);
  expect(placed.general).toEqual(["extra: Not expected.", "Too late."]);
  expect(placed.count).toBe(0);
});
