/** Small pieces of DOM that scripts need and that templates own: icons of the sprite, dialogs from templates. */

let sprite: string | undefined;

/** The address of an icon of static/icons.svg, taken from an icon that the server rendered. */
export function iconUrl(name: string): string {
  sprite ??= document.querySelector("use[href*='icons.svg']")?.getAttribute("href")?.split("#")[0] ?? "/static/icons.svg";
  return `${sprite}#${name}`;
}

export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "rf-icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", iconUrl(name));
  svg.append(use);
  return svg;
}

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** Opens a fresh copy of the dialog in `<template data-NAME>`; it removes itself when closed. Null when there is none. */
export function openDialog(name: string): HTMLDialogElement | null {
  const template = document.querySelector<HTMLTemplateElement>(`template[data-${name}]`);
  const dialog = template?.content.querySelector("dialog")?.cloneNode(true) as HTMLDialogElement | undefined;
  if (!dialog) return null;
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close("cancel"));
  dialog.showModal();
  return dialog;
}

/** Whether keys belong to what is being written, or to an open dialog, rather than to the page. */
export function isWriting(target: EventTarget | null): boolean {
  if (document.querySelector("dialog[open]")) return true;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input:not([type='checkbox']), textarea, select, .djs-container *");
}
