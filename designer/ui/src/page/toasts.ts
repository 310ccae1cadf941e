/** Short messages about what just happened, at the corner, read aloud by screen readers. */
import { text } from "../text";
import { element, icon } from "./dom";

export type ToastKind = "info" | "done" | "trouble";
const ICONS: Record<ToastKind, string> = { info: "info-circle", done: "circle-check", trouble: "alert-octagon" };
const SECONDS: Record<ToastKind, number> = { info: 6, done: 5, trouble: 12 };

export function toast(kind: ToastKind, message: string): void {
  const place = document.querySelector("[data-toasts]");
  if (!place) return;
  const close = element("button", { type: "button", className: "btn btn-icon btn-ghost btn-sm" }, icon("x"));
  close.setAttribute("aria-label", text.close);
  const shown = element("div", { className: `rf-toast is-${kind}` }, icon(ICONS[kind]), element("span", {}, message), close);
  const end = () => shown.remove();
  close.addEventListener("click", end);
  let timer = setTimeout(end, SECONDS[kind] * 1000);
  shown.addEventListener("pointerenter", () => clearTimeout(timer));
  shown.addEventListener("pointerleave", () => (timer = setTimeout(end, 3000)));
  place.append(shown);
}
