import { mergeRows } from "@ui/page/live";
import { beforeEach, describe, expect, it } from "vitest";

function table(...rows: [string, string][]): HTMLTableElement {
  const made = document.createElement("table");
  made.createTBody().innerHTML = rows.map(([id, text]) => `<tr data-row="${id}"><td><a href="#${id}">${text}</a></td></tr>`).join("");
  return made;
}
const shownIn = (made: HTMLTableElement) => [...made.querySelectorAll("tbody tr")].map((row) => row.textContent);

describe("live rows", () => {
  let shown: HTMLTableElement;

  beforeEach(() => {
    document.body.innerHTML = "<main><div class='rf-table-wrap'></div></main>";
    shown = table(["1", "old"], ["2", "same"]);
    document.querySelector(".rf-table-wrap")?.append(shown);
  });

  it("change where they stand and leave when they are gone", () => {
    mergeRows(shown, table(["1", "new"]));
    expect(shownIn(shown)).toEqual(["new"]);
  });

  it("come in at the top when nobody is reading", () => {
    mergeRows(shown, table(["3", "third"], ["1", "old"], ["2", "same"]));
    expect(shownIn(shown)).toEqual(["third", "old", "same"]);
    expect(shown.querySelector("tr")?.classList).toContain("is-new");
  });

  it("wait behind a button while somebody is in the list", () => {
    shown.querySelector("a")?.focus();
    mergeRows(shown, table(["3", "third"], ["1", "changed"], ["2", "same"]));
    expect(shownIn(shown)).toEqual(["old", "same"]);
    document.querySelector<HTMLButtonElement>(".rf-new-rows button")?.click();
    expect(shownIn(shown)).toEqual(["third", "old", "same"]);
  });

  it("that are picked are not touched", () => {
    shown.querySelector("tr")?.classList.add("is-picked");
    mergeRows(shown, table(["1", "new"], ["2", "same"]));
    expect(shownIn(shown)).toEqual(["old", "same"]);
  });
});
