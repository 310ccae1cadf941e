/** Timers: the value as ISO 8601 text or as an expression. */

import { feel, select } from "../entries";
import type { Entry } from "../entries";
import { attribute } from "../extensions";
import { eventDefinition } from "../model";
import type { Moddle } from "../model";
import type { Context } from "./context";

const MEANING: Record<string, string> = {
  timeDate: "A date or moment: 2026-12-24, 2026-12-24T10:00:00Z, or an expression.",
  timeDuration: "How long from here: P14D, PT4H, or an expression.",
  timeCycle: "Again and again: R3/P7D, R/PT1H, or an expression.",
};

const MISSED = [
  { value: "", label: "once, all together" },
  { value: "skip", label: "not at all" },
  { value: "catchUp", label: "each of them" },
];

/** What becomes of moments that passed while nothing could run; only cycles can miss more than one. */
export function missedEntries({ shape, writer }: Context): Entry[] {
  const definition = eventDefinition(shape, "bpmn:TimerEventDefinition");
  if (!definition?.get("timeCycle")) {
    return [];
  }
  return [
    select({
      id: "returnflow-timer-missed",
      label: "Missed moments come",
      choices: MISSED,
      read: () => attribute(definition, "returnflow:Timer", "missed"),
      write: (missed) => writer.set(shape, definition, "returnflow:Timer", { missed }),
    }),
  ];
}

/** The value entry of the timer group; nothing while no type is chosen. */
export function timerValueEntry({ shape, writer, variables }: Context): Entry | null {
  const definition = eventDefinition(shape, "bpmn:TimerEventDefinition");
  const type = Object.keys(MEANING).find((name) => definition?.get(name));
  if (!definition || !type) {
    return null;
  }
  const expression: Moddle = definition.get(type);
  return feel({
    id: "timerEventDefinitionValue",
    label: "Value",
    description: MEANING[type],
    feel: "optional",
    variables,
    read: () => expression.get("body") ?? "",
    write: (body) => writer.update(shape, expression, { body }),
    validate: (value) => (value ? null : "Say when."),
  });
}
