/** Applies quick fixes to the diagram that is open; each edit is a command, hence can be undone. */

import { Writer } from "./extensions";
import type { Injector, Moddle, Shape } from "./model";
import { eventDefinition } from "./model";
import type { Edit, Fix } from "./problems";

const TIMER_VALUES = ["timeDate", "timeDuration", "timeCycle"];

type Apply = (injector: Injector, shape: Shape, edit: Edit) => void;

const ACTIONS: Record<string, Apply> = {
  set(injector, shape, { name, value }) {
    const target = name === "default" && value ? businessObject(injector, value) : (value ?? undefined);
    injector.get("modeling").updateProperties(shape, { [name]: target });
  },
  extension(injector, shape, { name, value }) {
    const [element = "", attribute = ""] = name.split(".");
    const type = `returnflow:${element.charAt(0).toUpperCase()}${element.slice(1)}`;
    new Writer(injector).set(shape, shape.businessObject, type, { [attribute]: value ?? undefined });
  },
  timer(injector, shape, { value }) {
    const definition = eventDefinition(shape, "bpmn:TimerEventDefinition");
    const expression: Moddle | undefined = TIMER_VALUES.map((name) => definition?.get(name)).find(Boolean);
    if (expression) new Writer(injector).update(shape, expression, { body: value });
  },
  condition(injector, shape, { value }) {
    const body = value && injector.get("bpmnFactory").create("bpmn:FormalExpression", { body: value });
    injector.get("modeling").updateProperties(shape, { conditionExpression: body || undefined });
  },
  become(injector, shape, { value }) {
    const type = `bpmn:${(value ?? "").charAt(0).toUpperCase()}${(value ?? "").slice(1)}`;
    injector.get("bpmnReplace").replaceElement(shape, { type });
  },
  remove(injector, shape) {
    injector.get("modeling").removeElements([shape]);
  },
  bypass(injector, shape) {
    // The modeler joins the one way in and the one way out of what is removed.
    injector.get("modeling").removeElements([shape]);
  },
};

/** Apply all edits of `fix`; nothing happens when the diagram has not got one of the elements any more. */
export function applyFix(injector: Injector, fix: Fix): void {
  const shapes = fix.edits.map(({ elementId }) => injector.get("elementRegistry").get(elementId) as Shape | undefined);
  if (shapes.some((shape) => !shape)) return;
  fix.edits.forEach((edit, index) => ACTIONS[edit.action]?.(injector, shapes[index] as Shape, edit));
}

function businessObject(injector: Injector, id: string): Moddle | undefined {
  return injector.get("elementRegistry").get(id)?.businessObject;
}
