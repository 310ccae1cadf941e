/** Builds elements of the page; texts are always texts, never HTML. */

import { icon } from "../page/dom";

type Attributes = Record<string, string | boolean | undefined>;

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

export function button(label: string, run: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const node = element("button", { type: "button", class: "btn btn-sm", ...attributes }, label);
  node.addEventListener("click", run);
  return node;
}

/** A button that shows an icon; `label` is what it is called and shown on hover. */
export function iconButton(name: string, label: string, run: () => void, isMirrored = false): HTMLButtonElement {
  const style = `btn btn-sm btn-icon btn-ghost${isMirrored ? " rf-mirrored" : ""}`;
  const node = button("", run, { class: style, "aria-label": label, title: label });
  node.replaceChildren(icon(name));
  return node;
}

export function download(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
