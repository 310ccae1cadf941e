/** Menus are <details>: this closes them on a click elsewhere and on Escape, as people expect of menus. */

export function startMenus(): void {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")) {
      const isInside = event.target instanceof Node && menu.contains(event.target);
      const isDone = isInside && (event.target as Element).closest("a[href]");
      if (!isInside || isDone) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector<HTMLDetailsElement>("details[data-menu][open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}
