/** Drafts: one request at a time, the newest data win, what failed is tried again. */
import { Draft, type DraftState } from "@ui/form/draft";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

let states: string[];
let saved: unknown[];
let answer: () => Promise<unknown>;

function draft(): Draft {
  return new Draft({
    save: (data) => {
      saved.push(data);
      return answer();
    },
    show: (state: DraftState) => states.push(state.kind),
    pauseMs: 100,
    retryMs: 1000,
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  [states, saved, answer] = [[], [], () => Promise.resolve()];
});
afterEach(() => vi.useRealTimers());

test("what was typed is saved once, after a pause", async () => {
  const kept = draft();
  for (const data of ["a", "ab", "abc"]) kept.changed(data);
  await vi.advanceTimersByTimeAsync(99);
  expect(saved).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(saved).toEqual(["abc"]);
  expect(states.at(-1)).toBe("saved");
});

test("while one request is under way the next waits and sends the newest", async () => {
  let finish = () => {};
  answer = () => new Promise<void>((done) => (finish = done));
  const kept = draft();
  kept.changed("a");
  await vi.advanceTimersByTimeAsync(100);
  kept.changed("b");
  kept.changed("c");
  await vi.advanceTimersByTimeAsync(500);
  expect(saved).toEqual(["a"]);
  finish();
  await vi.advanceTimersByTimeAsync(100);
  expect(saved).toEqual(["a", "c"]);
});

test("a failure says so and is tried again with the same data", async () => {
  answer = () => Promise.reject(new Error("No connection"));
  draft().changed("a");
  await vi.advanceTimersByTimeAsync(100);
  expect(states.at(-1)).toBe("failed");
  answer = () => Promise.resolve();
  await vi.advanceTimersByTimeAsync(1000);
  expect(saved).toEqual(["a", "a"]);
  expect(states.at(-1)).toBe("saved");
});

test("once the form is sent nothing is saved any more, until it is refused", async () => {
  const kept = draft();
  kept.changed("a");
  kept.close();
  kept.changed("b");
  await vi.advanceTimersByTimeAsync(5000);
  expect(saved).toEqual([]);
  kept.reopen();
  kept.changed("c");
  await vi.advanceTimersByTimeAsync(100);
  expect(saved).toEqual(["c"]);
});

test("leaving the page saves at once", () => {
  const kept = draft();
  kept.changed("a");
  kept.flush(true);
  expect(saved).toEqual(["a"]);
});
