/** A stream of server-sent events that reports whatever arrives; closed while the page is hidden, so no server thread idles. */

/** Names of the events that the server sends; a stream carries one kind. */
const EVENTS = ["message", "instance", "inbox"] as const;

export function startStream(url: string, heard: (data: unknown) => void, lost?: (isLost: boolean) => void): () => void {
  let source: EventSource | null = null;
  let wasHidden = false;

  const open = () => {
    if (source || document.hidden) return;
    source = new EventSource(url);
    for (const name of EVENTS) source.addEventListener(name, (event) => heard(parse((event as MessageEvent<string>).data)));
    source.onopen = () => lost?.(false);
    // The browser tries again by itself; only a refusal by the server ends the stream for good.
    source.onerror = () => lost?.(true);
    if (wasHidden) heard(null);
  };
  const close = () => {
    source?.close();
    source = null;
  };
  const follow = () => {
    if (document.hidden) {
      wasHidden = true;
      close();
    } else open();
  };
  document.addEventListener("visibilitychange", follow);
  addEventListener("pagehide", close);
  open();
  return () => {
    document.removeEventListener("visibilitychange", follow);
    close();
  };
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}
