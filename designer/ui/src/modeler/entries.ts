/** Entries of the properties panel. The components are fixed functions, so that typing never loses the focus. */

import {
  FeelEntry,
  FeelTextAreaEntry,
  isFeelEntryEdited,
  isSelectEntryEdited,
  isTextFieldEntryEdited,
  SelectEntry,
  TextFieldEntry,
} from "@bpmn-io/properties-panel";
import { h } from "@bpmn-io/properties-panel/preact";
import { useService } from "bpmn-js-properties-panel";

import type { Choice } from "./catalog";
import type { Shape } from "./model";

export interface Field {
  id: string;
  label: string;
  description?: string;
  tooltip?: string;
  read: () => string;
  write: (value: string | undefined) => void;
  validate?: (value: string | undefined) => string | null;
}

export interface FeelField extends Field {
  /** `optional`: plain text or `=` expression; `required`: always an expression. */
  feel: "optional" | "required";
  variables: FeelVariable[];
}

export interface FeelVariable {
  name: string;
  detail?: string;
}

export interface Entry {
  id: string;
  component: unknown;
  isEdited?: (node: unknown) => boolean;
}

export interface ListItem {
  id: string;
  label: string;
  entries: Entry[];
  autoFocusEntry?: string;
  remove: (event: Event) => void;
}

interface Rendered {
  element: Shape;
}

export function text(field: Field): Entry {
  return { ...field, component: Text, isEdited: isTextFieldEntryEdited };
}

export function feel(field: FeelField): Entry {
  return { ...field, component: Feel, isEdited: isFeelEntryEdited };
}

export function feelArea(field: FeelField): Entry {
  return { ...field, component: FeelArea, isEdited: isFeelEntryEdited };
}

export function select(field: Field & { choices: Choice[] }): Entry {
  return { ...field, component: Select, isEdited: isSelectEntryEdited };
}

export function note(id: string, message: string, tone: "plain" | "trouble" = "plain"): Entry {
  return { id, message, tone, component: Note } as Entry;
}

export function link(id: string, label: string, href: string): Entry {
  return { id, label, href, component: Link } as Entry;
}

export function buttons(id: string, actions: { label: string; disabled?: boolean; run: () => void }[]): Entry {
  return { id, actions, component: Buttons } as Entry;
}

function shared({ element, id, label, description, tooltip, read, write, validate }: Field & Rendered) {
  return { element, id, label, description, tooltip, getValue: read, setValue: write, validate };
}

function Text(props: Field & Rendered) {
  return h(TextFieldEntry, { ...shared(props), debounce: useService("debounceInput") });
}

function Feel(props: FeelField & Rendered) {
  const debounce = useService("debounceInput");
  return h(FeelEntry, { ...shared(props), feel: props.feel, variables: props.variables, debounce });
}

function FeelArea(props: FeelField & Rendered) {
  const debounce = useService("debounceInput");
  return h(FeelTextAreaEntry, { ...shared(props), feel: props.feel, variables: props.variables, debounce });
}

function Select(props: Field & Rendered & { choices: Choice[] }) {
  return h(SelectEntry, { ...shared(props), getOptions: () => props.choices });
}

function Note({ message, tone }: { message: string; tone: string }) {
  return h("p", { class: `rf-panel-note rf-panel-note-${tone}` }, message);
}

function Link({ label, href }: { label: string; href: string }) {
  return h("p", { class: "rf-panel-note" }, h("a", { href, target: "_blank", rel: "noopener" }, label));
}

function Buttons({ actions }: { actions: { label: string; disabled?: boolean; run: () => void }[] }) {
  return h(
    "div",
    { class: "rf-panel-buttons" },
    actions.map(({ label, disabled, run }) =>
      h("button", { type: "button", class: "btn btn-sm", disabled, onClick: run, key: label }, label),
    ),
  );
}
