/** htmx for pages that swap a part of themselves: strict policy, our CSRF header, errors as toasts. */
import htmx from "htmx.org";
import { csrfToken } from "../http";
import { toast } from "./toasts";
import { writeTimes } from "./times";

export function startPartials(): void {
  htmx.config.includeIndicatorStyles = false;
  htmx.config.allowEval = false;
  htmx.config.selfRequestsOnly = true;
  document.addEventListener("htmx:configRequest", (event) => {
    (event as CustomEvent<{ headers: Record<string, string> }>).detail.headers["X-CSRFToken"] = csrfToken();
  });
  document.addEventListener("htmx:load", (event) => writeTimes(event.target as HTMLElement));
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
    toast("trouble", detailOf(xhr));
  });
}

function detailOf(xhr: XMLHttpRequest): string {
  try {
    const problem = JSON.parse(xhr.responseText) as { detail?: string; title?: string };
    return problem.detail ?? problem.title ?? xhr.statusText;
  } catch {
    return xhr.statusText;
  }
}
