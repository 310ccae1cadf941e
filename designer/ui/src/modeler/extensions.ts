/** Reads and writes the `returnflow:` extension elements; each write is one command, hence one step to undo. */

import type { Injector, Moddle, Shape } from "./model";

export type Attributes = Record<string, string | undefined>;

export function all(owner: Moddle, type: string): Moddle[] {
  const values: Moddle[] = owner.get("extensionElements")?.get("values") ?? [];
  return values.filter((value) => value.$instanceOf(type));
}

export function first(owner: Moddle, type: string): Moddle | undefined {
  return all(owner, type)[0];
}

export function attribute(owner: Moddle, type: string, name: string): string {
  return first(owner, type)?.get(name) ?? "";
}

/** Writes to the model through the command stack. */
export class Writer {
  private readonly injector: Injector;

  constructor(injector: Injector) {
    this.injector = injector;
  }

  create(type: string, properties: Record<string, unknown>): Moddle {
    return this.injector.get("bpmnFactory").create(type, properties);
  }

  update(shape: Shape, moddleElement: Moddle, properties: Record<string, unknown>): void {
    this.injector
      .get("commandStack")
      .execute("properties-panel.multi-command-executor", [
        { cmd: "element.updateModdleProperties", context: { element: shape, moddleElement, properties } },
      ]);
  }

  /** Replace the list of extension elements of `owner` by what `edit` makes of it. */
  rewrite(shape: Shape, owner: Moddle, edit: (values: Moddle[]) => Moddle[]): void {
    const existing: Moddle | undefined = owner.get("extensionElements");
    const values = edit([...(existing?.get("values") ?? [])]);
    if (existing && values.length) {
      values.forEach((value) => (value.$parent = existing));
      this.update(shape, existing, { values });
    } else if (values.length) {
      const elements = this.create("bpmn:ExtensionElements", { values });
      elements.$parent = owner;
      values.forEach((value) => (value.$parent = elements));
      this.update(shape, owner, { extensionElements: elements });
    } else if (existing) {
      this.update(shape, owner, { extensionElements: undefined });
    }
  }

  /** Set attributes of the one extension of `type`; it is made when missing and removed when nothing is left on it. */
  set(shape: Shape, owner: Moddle, type: string, attributes: Attributes): void {
    const wanted = Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, value || undefined]));
    const existing = first(owner, type);
    if (!existing) {
      if (Object.values(wanted).some(Boolean)) {
        this.rewrite(shape, owner, (values) => [...values, this.create(type, wanted)]);
      }
      return;
    }
    if (isLeftEmpty(existing, wanted)) {
      this.rewrite(shape, owner, (values) => values.filter((value) => value !== existing));
    } else {
      this.update(shape, existing, wanted);
    }
  }

  /** Set, change or (with an empty value) remove the input called `name`. */
  setInput(shape: Shape, owner: Moddle, name: string, value: string | undefined): void {
    const existing = all(owner, "returnflow:Input").find((input) => input.get("name") === name);
    if (existing && value) {
      this.update(shape, existing, { value });
    } else if (existing) {
      this.rewrite(shape, owner, (values) => values.filter((item) => item !== existing));
    } else if (value) {
      this.rewrite(shape, owner, (values) => [...values, this.create("returnflow:Input", { name, value })]);
    }
  }

  add(shape: Shape, owner: Moddle, type: string, attributes: Attributes): void {
    this.rewrite(shape, owner, (values) => [...values, this.create(type, attributes)]);
  }

  remove(shape: Shape, owner: Moddle, item: Moddle): void {
    this.rewrite(shape, owner, (values) => values.filter((value) => value !== item));
  }

  /** Swap `item` with its neighbour of the same type, `by` places on (-1 up, 1 down). */
  move(shape: Shape, owner: Moddle, item: Moddle, by: -1 | 1): void {
    const siblings = all(owner, item.$type);
    const other = siblings[siblings.indexOf(item) + by];
    if (!other) {
      return;
    }
    this.rewrite(shape, owner, (values) =>
      values.map((value) => (value === item ? other : value === other ? item : value)),
    );
  }
}

function isLeftEmpty(existing: Moddle, wanted: Record<string, string | undefined>): boolean {
  const declared: { name: string }[] = (existing as any).$descriptor.properties;
  return declared.every(({ name }) => {
    const local = name.replace(/^returnflow:/, "");
    return !(local in wanted ? wanted[local] : existing.get(name));
  });
}
