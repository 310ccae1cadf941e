/** What the last request said can be put away. */
import { text } from "../text";
import { element, icon } from "./dom";

export function startFlashes(): void {
  for (const flash of document.querySelectorAll("[data-flash]")) {
    const close = element("button", { type: "button", className: "btn btn-icon btn-ghost" }, icon("x"));
    close.setAttribute("aria-label", text.close);
    close.addEventListener("click", () => flash.remove());
    flash.append(close);
  }
}
