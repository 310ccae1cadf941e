/** Mounts an island: a part of a server-rendered page that needs JavaScript. Its data lies in a JSON script inside it. */

export type Render<Props> = (root: HTMLElement, props: Props) => void;

/** Calls `render` once for every element with `data-island="<name>"`, also for those that htmx brings later. */
export function mount<Props>(name: string, render: Render<Props>): void {
  const mountAll = () => {
    for (const element of document.querySelectorAll<HTMLElement>(`[data-island="${name}"]`)) {
      if (element.dataset.mounted) continue;
      element.dataset.mounted = "yes";
      render(element, takeProps<Props>(element));
    }
  };
  mountAll();
  document.addEventListener("htmx:load", mountAll);
}

function takeProps<Props>(element: HTMLElement): Props {
  const data = element.querySelector<HTMLScriptElement>(":scope > script[type='application/json']");
  if (!data) throw new Error(`Island ${element.dataset.island}: expected a script of type application/json inside it.`);
  element.replaceChildren();
  return JSON.parse(data.textContent ?? "null") as Props;
}
