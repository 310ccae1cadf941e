/** The navigation on a phone: opens over the page, gives the focus back when it closes. */

export function startNav(): void {
  const nav = document.getElementById("nav");
  const opener = document.querySelector<HTMLElement>("[data-open-nav]");
  if (!nav || !opener) return;
  const behind = document.querySelectorAll<HTMLElement>(".rf-top, .rf-main, .rf-bottom");

  const set = (isOpen: boolean) => {
    nav.classList.toggle("is-open", isOpen);
    for (const part of behind) part.inert = isOpen;
    (isOpen ? nav.querySelector<HTMLElement>("li a") : opener)?.focus();
  };
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    set(true);
  });
  nav.querySelector(".rf-nav-close")?.addEventListener("click", (event) => {
    event.preventDefault();
    set(false);
  });
  nav.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && nav.classList.contains("is-open")) set(false);
  });
  // Turning the phone or widening the window must not leave the page unreachable.
  matchMedia("(min-width: 768px)").addEventListener("change", () => nav.classList.contains("is-open") && set(false));
}
