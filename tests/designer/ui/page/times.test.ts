import { spoken, spokenDay } from "@ui/page/times";
import { describe, expect, it } from "vitest";

const now = new Date("2026-11-24T12:00:00");
const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);

describe("times in words", () => {
  it.each([
    [10, "just now"],
    [50, "1m ago"],
    [5 * 60, "5m ago"],
    [-2 * 3600, "in 2h"],
    [26 * 3600, "yesterday"],
    [40 * 24 * 3600, "Oct 15, 2026"],
  ])("%i seconds ago are %s", (seconds, words) => {
    expect(spoken(before(seconds), now)).toBe(words);
  });

  it("a date is the whole day of the reader", () => {
    expect(spokenDay("2026-11-24", now)).toBe("today");
    expect(spokenDay("2026-11-25", now)).toBe("tomorrow");
  });
});
