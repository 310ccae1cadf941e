/** The connectors and operations that a service task may call. */

import { HttpError, send } from "../http";
import type { Connector } from "./catalog";

/** The catalogue of connectors; empty for somebody who may read diagrams but not connectors. */
export async function loadConnectors(url: string): Promise<Connector[]> {
  try {
    return (await send<{ connectors: Connector[] }>("GET", url)).connectors;
  } catch (error) {
    if (error instanceof HttpError && error.status === 403) return [];
    throw error;
  }
}
