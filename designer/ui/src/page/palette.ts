/** The command palette (Ctrl+K): pages of the navigation, commands of the page, and what the server finds. */
import { send } from "../http";
import { text } from "../text";
import { element, icon, openDialog } from "./dom";
import { showShortcuts } from "./help";
import { choose } from "./preferences";

interface Entry {
  group: string;
  title: string;
  note?: string;
  icon: string;
  run: () => void;
}

/** One result of GET /search?q=... */
interface Found {
  title: string;
  href: string;
  note?: string;
  icon?: string;
  kind?: string;
}

const PAUSE_MS = 120;

export function startPalette(): void {
  const opener = document.querySelector<HTMLFormElement>("[data-palette-open]");
  if (!opener) return;
  const input = opener.querySelector("input");
  opener.addEventListener("submit", (event) => {
    event.preventDefault();
    openPalette(input?.value ?? "");
  });
  input?.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    openPalette("");
  });
  input?.addEventListener("input", () => {
    openPalette(input.value);
    input.value = "";
  });
}

export function openPalette(query: string): void {
  if (document.querySelector("dialog.rf-palette")) return;
  const opener = document.querySelector<HTMLFormElement>("[data-palette-open]");
  const dialog = opener && openDialog("palette");
  if (!dialog) return;
  new Palette(dialog, opener.dataset.paletteUrl ?? "/search").start(query);
}

class Palette {
  private readonly input: HTMLInputElement;
  private readonly list: HTMLUListElement;
  private readonly none: HTMLElement;
  private readonly own = [...placesOf(), ...commandsOf()];
  private entries: Entry[] = [];
  private found: Entry[] = [];
  private at = 0;
  private timer = 0;
  private asking: AbortController | null = null;

  constructor(
    private readonly dialog: HTMLDialogElement,
    private readonly url: string,
  ) {
    this.input = dialog.querySelector("input") as HTMLInputElement;
    this.list = dialog.querySelector("ul") as HTMLUListElement;
    this.none = dialog.querySelector(".rf-palette-none") as HTMLElement;
  }

  start(query: string): void {
    this.input.value = query;
    this.input.focus();
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    this.list.addEventListener("click", (event) => {
      const option = (event.target as Element).closest<HTMLElement>("[role='option']");
      if (option) this.run(Number(option.dataset.at));
    });
    this.typed();
  }

  private typed(): void {
    const query = this.input.value.trim();
    clearTimeout(this.timer);
    this.asking?.abort();
    this.found = [];
    this.show();
    if (query.length >= 2) this.timer = window.setTimeout(() => void this.ask(query), PAUSE_MS);
  }

  private async ask(query: string): Promise<void> {
    this.asking = new AbortController();
    const address = `${this.url}?q=${encodeURIComponent(query)}`;
    try {
      const answer = await send<{ results: Found[] }>("GET", address, undefined, { signal: this.asking.signal });
      this.found = (answer?.results ?? []).map((each) => ({
        group: each.kind ?? text.found,
        title: each.title,
        note: each.note ?? "",
        icon: each.icon ?? "arrow-right",
        run: () => location.assign(each.href),
      }));
      this.show();
    } catch (error) {
      if (error instanceof DOMException) return; // a newer question replaced this one
      this.found = [{ group: text.found, title: text.searchFailed, icon: "alert-triangle", run: () => location.assign(address) }];
      this.show();
    }
  }

  private show(): void {
    const query = this.input.value.trim().toLowerCase();
    const own = this.own.filter((entry) => entry.title.toLowerCase().includes(query));
    this.entries = [...this.found, ...own];
    this.at = 0;
    this.none.hidden = this.entries.length > 0;
    const items: HTMLElement[] = [];
    let group = "";
    for (const [place, entry] of this.entries.entries()) {
      if (entry.group !== group) {
        const heading = element("li", { textContent: entry.group });
        heading.setAttribute("role", "presentation");
        items.push(heading);
        group = entry.group;
      }
      items.push(optionFor(entry, place));
    }
    this.list.replaceChildren(...items);
    this.mark();
  }

  private mark(): void {
    for (const option of this.list.querySelectorAll<HTMLElement>("[role='option']")) {
      const isCurrent = Number(option.dataset.at) === this.at;
      option.setAttribute("aria-selected", String(isCurrent));
      if (!isCurrent) continue;
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }
  }

  private pressed(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.entries.length) {
      this.at = (this.at + step + this.entries.length) % this.entries.length;
      this.mark();
    } else if (event.key === "Enter") this.run(this.at);
    else return;
    event.preventDefault();
  }

  private run(place: number): void {
    const entry = this.entries[place];
    if (!entry) return;
    this.dialog.close();
    entry.run();
  }
}

function optionFor(entry: Entry, place: number): HTMLLIElement {
  const note = element("span", { className: "rf-palette-note", textContent: entry.note ?? "" });
  const option = element("li", { id: `rf-option-${place}` }, icon(entry.icon), element("span", { textContent: entry.title }), note);
  option.setAttribute("role", "option");
  option.dataset.at = String(place);
  return option;
}

function placesOf(): Entry[] {
  return [...document.querySelectorAll<HTMLAnchorElement>(".rf-nav li a")].map((link) => ({
    group: text.pages,
    title: link.querySelector(".rf-nav-text")?.textContent ?? link.title,
    icon: link.querySelector("use")?.getAttribute("href")?.split("#")[1] ?? "arrow-right",
    run: () => location.assign(link.href),
  }));
}

/** Links in <template data-palette-commands>, of the shell and of the page: `data-do` names what a script does. */
function commandsOf(): Entry[] {
  const templates = [...document.querySelectorAll<HTMLTemplateElement>("template[data-palette-commands]")];
  return templates.flatMap((template) =>
    [...template.content.querySelectorAll("a")].map((link) => ({
      group: text.commands,
      title: link.textContent?.trim() ?? "",
      icon: link.dataset.icon ?? "arrow-right",
      run: () => doCommand(link),
    })),
  );
}

function doCommand(link: HTMLAnchorElement): void {
  const [verb, value] = (link.dataset.do ?? "").split(":");
  if (verb === "theme") choose("theme", value ?? "system");
  else if (verb === "help") showShortcuts();
  else location.assign(link.getAttribute("href") ?? "");
}
