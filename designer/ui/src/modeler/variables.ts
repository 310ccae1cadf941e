/** The variables that a diagram is known to set, offered while an expression is typed. */

import { all, attribute } from "./extensions";
import type { FeelVariable } from "./entries";
import type { Moddle, Shape } from "./model";

/** Names set by results, outputs and loops of the diagram, and `known` ones of the start of a return. */
export function variablesOf(shapes: Shape[], known: string[]): FeelVariable[] {
  const found = new Map<string, string>(known.map((name) => [name, "set when a return starts"]));
  for (const { businessObject } of shapes) {
    for (const name of namesSetBy(businessObject)) {
      found.set(name, `set by ${businessObject.name || businessObject.id}`);
    }
  }
  return [...found].map(([name, detail]) => ({ name, detail })).sort((a, b) => a.name.localeCompare(b.name));
}

function namesSetBy(owner: Moddle): string[] {
  const loop: Moddle | undefined = owner.get("loopCharacteristics");
  const names = [
    attribute(owner, "returnflow:Result", "variable"),
    ...all(owner, "returnflow:Output").map((output) => output.get("name")),
    ...(loop ? ["element", "outputCollection"].map((name) => attribute(loop, "returnflow:Loop", name)) : []),
  ];
  return names.filter(Boolean);
}
