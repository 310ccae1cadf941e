/** Says what will happen, and waits for a yes, before a form with `data-confirm` on it or on its button is sent. */
import { openDialog } from "./dom";

export function startConfirming(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const button = event.submitter as HTMLButtonElement | null;
    const question = button?.dataset.confirm ?? form.dataset.confirm;
    if (!question || form.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(question, button?.textContent?.trim(), () => {
      form.dataset.confirmed = "yes";
      form.requestSubmit(button);
      delete form.dataset.confirmed;
    });
  }, true);
}

function ask(question: string, verb: string | undefined, agreed: () => void): void {
  const dialog = openDialog("confirm-dialog");
  if (!dialog) return agreed();
  const heading = dialog.querySelector("p");
  const yes = dialog.querySelector<HTMLButtonElement>("button[value='ok']");
  if (heading) heading.textContent = question;
  if (yes && verb) yes.textContent = verb;
  dialog.addEventListener("close", () => dialog.returnValue === "ok" && agreed());
}
