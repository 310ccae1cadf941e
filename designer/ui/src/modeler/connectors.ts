/** The connectors with their operations, and the connections that lead to systems. */

import { HttpError, send } from "../http";
import { toast } from "../page/toasts";
import type { Connection, Connector } from "./catalog";

export interface Connectors {
  connectors: Connector[];
  connections: Connection[];
}

/** The catalogue of connectors; empty, and said so, when it cannot be had: the rest of the editor works without it. */
export async function loadConnectors(url: string): Promise<Connectors> {
  try {
    return await send<Connectors>("GET", url);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    toast("trouble", `The connectors cannot be offered. ${error.message}`);
    return { connectors: [], connections: [] };
  }
}
