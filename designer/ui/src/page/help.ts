/** The list of keyboard shortcuts. */
import { openDialog } from "./dom";

export function showShortcuts(): void {
  if (!document.querySelector("dialog.rf-shortcuts")) openDialog("shortcuts");
}
