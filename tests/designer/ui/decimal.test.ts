/** Amounts stay text; what people type in their country becomes digits with a point. */
import { padDecimal, readDecimal } from "@ui/form/decimal";
import { expect, test } from "vitest";

test.each([
  ["12", "12"],
  ["12.5", "12.5"],
  [" 12,5 ", "12.5"],
  ["1.234,50", "1234.50"],
  ["1,234.50", "1234.50"],
  ["1 234,50", "1234.50"],
  ["1,234,567", "1234567"],
  ["1'234.5", "1234.5"],
  ["-3,25", "-3.25"],
  [".5", "0.5"],
])("%j is read as %j", (typed, read) => {
  expect(readDecimal(typed, ",")).toBe(read);
});

test("three digits after the mark of thousands are thousands, after the other mark a fraction", () => {
  expect(readDecimal("1,234", ",")).toBe("1234");
  expect(readDecimal("1,234", ".")).toBe("1.234");
});

test.each(["", "abc", "2,5x", "1.2.3,4,5", "12.50.00", "--1"])("%j stays as typed, to be corrected", (typed) => {
  expect(readDecimal(typed, ",")).toBe(typed);
});

test("no digit is lost, however long the amount", () => {
  expect(readDecimal("9007199254740993.01", ",")).toBe("9007199254740993.01");
});

test("an amount gets the decimals of its currency and is never rounded", () => {
  expect(padDecimal("12.5", "USD")).toBe("12.50");
  expect(padDecimal("12", "JPY")).toBe("12");
  expect(padDecimal("12.345", "EUR")).toBe("12.345");
  expect(padDecimal("twelve", "EUR")).toBe("twelve");
});
