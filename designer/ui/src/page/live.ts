/** Lists and regions that follow the server: `data-stream` names a stream of events; each says "read again". */
import { text } from "../text";
import { element, icon } from "./dom";
import { startStream } from "./stream";
import { writeTimes } from "./times";

const PAUSE_MS = 400;

export function startLive(): void {
  const followers = [...document.querySelectorAll<HTMLElement>("[data-stream]")];
  for (const url of new Set(followers.map((each) => each.dataset.stream ?? ""))) {
    if (!url) continue;
    let timer = 0;
    startStream(url, () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => void readAgain(url), PAUSE_MS);
    });
  }
}

async function readAgain(url: string): Promise<void> {
  const response = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" }).catch(() => null);
  if (!response?.ok || response.redirected) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const selector = `[data-stream="${CSS.escape(url)}"]`;
  const news = [...page.querySelectorAll<HTMLElement>(selector)];
  for (const [place, shown] of [...document.querySelectorAll<HTMLElement>(selector)].entries()) {
    const fresh = news[place];
    if (fresh && shown instanceof HTMLTableElement && fresh instanceof HTMLTableElement) mergeRows(shown, fresh);
    else if (fresh?.tagName === shown.tagName) replace(shown, fresh);
    else if (!shown.contains(document.activeElement)) location.reload(); // the list became empty, or its first row came
  }
  for (const [place, count] of [...document.querySelectorAll(".rf-nav-scroll, .rf-bottom")].entries()) {
    const fresh = page.querySelectorAll(".rf-nav-scroll, .rf-bottom")[place];
    if (fresh && !count.contains(document.activeElement)) count.replaceChildren(...fresh.childNodes);
  }
}

function replace(shown: HTMLElement, fresh: HTMLElement): void {
  if (shown.contains(document.activeElement)) return;
  shown.replaceChildren(...fresh.childNodes);
  writeTimes(shown);
}

/** Known rows change where they stand; new rows wait behind a button unless the reader is at the top and idle. */
export function mergeRows(shown: HTMLTableElement, fresh: HTMLTableElement): void {
  const known = new Map(rowsOf(shown).map((row) => [row.dataset.row, row]));
  const freshRows = rowsOf(fresh);
  const freshIds = new Set(freshRows.map((row) => row.dataset.row));
  const added = freshRows.filter((row) => !known.has(row.dataset.row));
  for (const row of freshRows) updateRow(known.get(row.dataset.row), row);
  for (const [id, row] of known) if (!freshIds.has(id) && !row.contains(document.activeElement)) row.remove();
  offer(shown, added);
}

function updateRow(row: HTMLTableRowElement | undefined, fresh: HTMLTableRowElement): void {
  if (!row || row.contains(document.activeElement) || row.classList.contains("is-picked")) return;
  row.replaceChildren(...[...fresh.childNodes].map((node) => node.cloneNode(true)));
  writeTimes(row);
}

function offer(table: HTMLTableElement, added: HTMLTableRowElement[]): void {
  const wrap = table.closest<HTMLElement>(".rf-table-wrap") ?? table;
  const before = wrap.previousElementSibling;
  if (before?.matches(".rf-new-rows")) before.remove();
  if (!added.length) return;
  const insert = () => {
    for (const row of [...added].reverse()) {
      row.classList.add("is-new");
      table.tBodies[0]?.prepend(row);
    }
    writeTimes(table);
  };
  const isReading = wrap.scrollTop > 0 || wrap.matches(":hover") || wrap.contains(document.activeElement) || table.querySelector(".is-picked");
  if (!isReading) return insert();
  const show = element("button", { type: "button", className: "btn btn-sm" }, icon("refresh"), text.rowsNew(added.length));
  const bar = element("div", { className: "rf-new-rows" }, show);
  show.addEventListener("click", () => {
    bar.remove();
    insert();
    wrap.scrollTo({ top: 0 });
  });
  wrap.before(bar);
}

function rowsOf(table: HTMLTableElement): HTMLTableRowElement[] {
  return [...table.querySelectorAll<HTMLTableRowElement>("tbody tr[data-row]")];
}
