/** Writes moments as people say them ("3h ago"), with the exact time in the reader's zone on hover. */
import { text } from "../text";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DAYS_SPOKEN = 14;

const relative = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "auto", style: "narrow" });
const exact = new Intl.DateTimeFormat(document.documentElement.lang || "en", { dateStyle: "full", timeStyle: "long" });
const day = new Intl.DateTimeFormat(document.documentElement.lang || "en", { dateStyle: "medium" });

/** "just now", "5m ago", "in 2d"; a plain date beyond two weeks. */
export function spoken(moment: Date, now: Date): string {
  const seconds = (moment.getTime() - now.getTime()) / 1000;
  const size = Math.abs(seconds);
  if (size < 45) return text.justNow;
  if (size < HOUR) return relative.format(Math.trunc(seconds / MINUTE) || Math.sign(seconds), "minute");
  if (size < DAY) return relative.format(Math.trunc(seconds / HOUR), "hour");
  if (size < DAYS_SPOKEN * DAY) return relative.format(Math.trunc(seconds / DAY), "day");
  return day.format(moment);
}

/** A date without a time means the whole of that day where the reader is. */
export function spokenDay(isoDate: string, now: Date): string {
  const start = new Date(`${isoDate}T00:00:00`);
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  const days = Math.round((start.getTime() - today.getTime()) / (DAY * 1000));
  return Math.abs(days) <= DAYS_SPOKEN ? relative.format(days, "day") : day.format(start);
}

function write(element: HTMLTimeElement, now: Date): void {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(element.dateTime);
  const moment = new Date(isDay ? `${element.dateTime}T23:59:59` : element.dateTime);
  if (Number.isNaN(moment.getTime())) return;
  element.textContent = isDay ? spokenDay(element.dateTime, now) : spoken(moment, now);
  element.title = isDay ? day.format(moment) : exact.format(moment);
  element.classList.toggle("is-overdue", element.dataset.when === "due" && moment < now);
}

export function writeTimes(within: ParentNode = document): void {
  const now = new Date();
  for (const element of within.querySelectorAll<HTMLTimeElement>("time[data-when]")) write(element, now);
}

export function startTimes(): void {
  writeTimes();
  setInterval(() => document.hidden || writeTimes(), MINUTE * 1000);
  document.addEventListener("visibilitychange", () => document.hidden || writeTimes());
}
