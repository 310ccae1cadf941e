/** Buttons that copy an id. */
import { text } from "../text";
import { icon } from "./dom";
import { toast } from "./toasts";

export function startCopying(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("[data-copy]");
    if (!button) return;
    event.preventDefault();
    event.stopPropagation();
    void navigator.clipboard.writeText(button.dataset.copy ?? "").then(
      () => confirmCopy(button),
      () => toast("trouble", button.dataset.copy ?? ""),
    );
  });
}

function confirmCopy(button: HTMLButtonElement): void {
  button.replaceChildren(icon("check"));
  button.classList.add("is-copied");
  toast("done", `${text.copied}: ${button.dataset.copy}`);
  setTimeout(() => {
    button.replaceChildren(icon("copy"));
    button.classList.remove("is-copied");
  }, 1500);
}
