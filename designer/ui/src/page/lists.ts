/** Tables with `data-list`: rows by keyboard (j k Enter x), rows picked for the bulk bar, rows opened by a click. */

export function startLists(): void {
  document.addEventListener("click", openRow);
  document.addEventListener("change", (event) => {
    const box = event.target as HTMLInputElement;
    if (box.matches("[data-pick-all]")) pickAll(box);
    if (box.matches("[data-pick], [data-pick-all]")) showPicked(box.closest<HTMLTableElement>("table"));
    if (box.matches("[data-autosubmit]")) box.form?.requestSubmit();
  });
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-bulk-clear]")) clearPicked();
  });
}

/** The row keys; returns whether `key` meant something here. */
export function moveInList(key: string): boolean {
  const rows = [...document.querySelectorAll<HTMLTableRowElement>("table[data-list] tbody tr")];
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row.classList.contains("is-current"));
  if (key === "j") makeCurrent(rows, Math.min(at + 1, rows.length - 1));
  else if (key === "k") makeCurrent(rows, Math.max(at - 1, 0));
  else if (key === "x" && at >= 0) rows[at]?.querySelector<HTMLInputElement>("[data-pick]")?.click();
  else return false;
  return true;
}

function makeCurrent(rows: HTMLTableRowElement[], index: number): void {
  for (const [place, row] of rows.entries()) row.classList.toggle("is-current", place === index);
  const row = rows[index];
  // The focus goes along, so that Enter opens the row and screen readers follow.
  (row?.querySelector<HTMLElement>("a[href]") ?? row)?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
}

function openRow(event: MouseEvent): void {
  const target = event.target as Element;
  const row = target.closest<HTMLTableRowElement>("table[data-list] tbody tr");
  if (!row || event.defaultPrevented || target.closest("a, button, input, select, label, summary, .rf-pick")) return;
  if (getSelection()?.toString()) return;
  const link = row.querySelector<HTMLAnchorElement>("a[href]");
  if (!link) return;
  if (event.ctrlKey || event.metaKey) open(link.href, "_blank", "noopener");
  else link.click();
}

function pickAll(box: HTMLInputElement): void {
  for (const each of box.closest("table")?.querySelectorAll<HTMLInputElement>("[data-pick]") ?? []) each.checked = box.checked;
}

function clearPicked(): void {
  for (const box of document.querySelectorAll<HTMLInputElement>("[data-pick]:checked")) box.checked = false;
  for (const table of document.querySelectorAll<HTMLTableElement>("table[data-list]")) showPicked(table);
}

function showPicked(table: HTMLTableElement | null): void {
  if (!table) return;
  const boxes = [...table.querySelectorAll<HTMLInputElement>("[data-pick]")];
  const count = boxes.filter((box) => box.checked).length;
  for (const box of boxes) box.closest("tr")?.classList.toggle("is-picked", box.checked);
  const all = table.querySelector<HTMLInputElement>("[data-pick-all]");
  if (all) {
    all.checked = count > 0 && count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
  }
  const bar = (table.closest("form") ?? document).querySelector<HTMLElement>("[data-bulk]");
  if (!bar) return;
  bar.hidden = count === 0;
  const shown = bar.querySelector("[data-bulk-count]");
  if (shown) shown.textContent = String(count);
}
