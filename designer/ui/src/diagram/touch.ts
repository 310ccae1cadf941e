/** Fingers on a drawing: one moves it, two zoom it. diagram-js knows mouse and wheel only. */

interface Canvas {
  scroll(by: { dx: number; dy: number }): void;
  zoom(scale?: number, centre?: { x: number; y: number }): number;
}

interface Point {
  x: number;
  y: number;
}

export function followTouch(place: HTMLElement, canvas: Canvas): void {
  const fingers = new Map<number, Point>();

  place.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch") fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  place.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) pinch(place, canvas, other, before, now);
    else canvas.scroll({ dx: now.x - before.x, dy: now.y - before.y });
    fingers.set(event.pointerId, now);
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"] as const) {
    place.addEventListener(end, (event) => fingers.delete(event.pointerId));
  }
}

function pinch(place: HTMLElement, canvas: Canvas, fixed: Point, before: Point, now: Point): void {
  const apart = distance(fixed, before);
  if (apart < 1) return;
  const bounds = place.getBoundingClientRect();
  const centre = { x: (fixed.x + now.x) / 2 - bounds.left, y: (fixed.y + now.y) / 2 - bounds.top };
  canvas.zoom(Math.min(4, Math.max(0.1, (canvas.zoom() * distance(fixed, now)) / apart)), centre);
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
