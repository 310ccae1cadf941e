/** What the reader chose about the look: theme, row height, width of the navigation. Kept in this browser. */

export type Choice = "theme" | "density" | "nav";

const systemDark = matchMedia("(prefers-color-scheme: dark)");

export function choose(choice: Choice, value: string): void {
  try {
    localStorage.setItem(`returnflow.${choice}`, value);
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
  document.documentElement.dataset[choice] = value;
  if (choice === "theme") applyTheme();
  show();
}

function applyTheme(): void {
  const root = document.documentElement;
  const isDark = root.dataset.theme === "dark" || (root.dataset.theme !== "light" && systemDark.matches);
  root.dataset.bsTheme = isDark ? "dark" : "light";
}

function show(): void {
  const chosen = document.documentElement.dataset;
  for (const group of document.querySelectorAll<HTMLElement>("[data-choice]")) {
    for (const option of group.querySelectorAll<HTMLButtonElement>("[role='radio']")) {
      const isChosen = chosen[group.dataset.choice as Choice] === option.value;
      option.setAttribute("aria-checked", String(isChosen));
      option.tabIndex = isChosen ? 0 : -1;
    }
  }
  document.querySelector("[data-nav-toggle]")?.setAttribute("aria-expanded", String(chosen.nav !== "narrow"));
}

function moveInGroup(event: KeyboardEvent, group: HTMLElement): void {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const options = [...group.querySelectorAll<HTMLButtonElement>("[role='radio']")];
  const next = options[(options.indexOf(event.target as HTMLButtonElement) + step + options.length) % options.length];
  event.preventDefault();
  next?.click();
  next?.focus();
}

export function toggleNav(): void {
  choose("nav", document.documentElement.dataset.nav === "narrow" ? "wide" : "narrow");
}

export function startPreferences(): void {
  for (const group of document.querySelectorAll<HTMLElement>("[data-choice]")) {
    group.addEventListener("click", (event) => {
      const option = (event.target as Element).closest<HTMLButtonElement>("[role='radio']");
      if (option) choose(group.dataset.choice as Choice, option.value);
    });
    group.addEventListener("keydown", (event) => moveInGroup(event, group));
  }
  document.querySelector("[data-nav-toggle]")?.addEventListener("click", toggleNav);
  systemDark.addEventListener("change", applyTheme);
  show();
}
