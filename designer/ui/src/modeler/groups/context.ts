/** What every group of the properties panel is given, and the shape of a group. */

import type { Catalog } from "../catalog";
import type { Entry, FeelVariable, ListItem } from "../entries";
import type { Writer } from "../extensions";
import type { Moddle, Shape } from "../model";

export interface Context {
  shape: Shape;
  owner: Moddle;
  catalog: Catalog;
  writer: Writer;
  variables: FeelVariable[];
}

export interface PanelGroup {
  id: string;
  label: string;
  component: unknown;
  entries?: Entry[];
  items?: ListItem[];
  add?: (event: Event) => void;
  shouldOpen?: boolean;
}

export type MakeGroup = (context: Context) => PanelGroup | null;
