/** Tabs that do not fit beside each other: the one that is open is in view. */

export function startTabs(): void {
  for (const open of document.querySelectorAll<HTMLElement>(".rf-tabs > [aria-current]")) {
    const strip = open.parentElement;
    if (!strip || strip.scrollWidth <= strip.clientWidth) continue;
    const place = open.getBoundingClientRect();
    const frame = strip.getBoundingClientRect();
    strip.scrollLeft += place.left - frame.left - (frame.width - place.width) / 2;
  }
}
