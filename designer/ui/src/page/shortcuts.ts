/** Keys that work on every page; nothing here is reachable by keyboard only this way. */
import { isWriting } from "./dom";
import { showShortcuts } from "./help";
import { moveInList } from "./lists";
import { openPalette } from "./palette";
import { toggleNav } from "./preferences";

export function startShortcuts(): void {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openPalette("");
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    if (act(event.key)) event.preventDefault();
  });
  for (const button of document.querySelectorAll("[data-help]")) button.addEventListener("click", showShortcuts);
}

function act(key: string): boolean {
  if (key === "?") showShortcuts();
  else if (key === "/") return focusSearch();
  else if (key === "[" && document.querySelector("[data-nav-toggle]")) toggleNav();
  else return moveInList(key);
  return true;
}

function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>("[data-list-search]");
  field?.focus();
  field?.select();
  return Boolean(field);
}
