/** Expressions that BPMN keeps in elements of their own: conditions of events, loops, gateways and ad-hoc sub-processes. */

import { feelArea } from "./entries";
import type { Entry } from "./entries";
import type { Context } from "./groups/context";
import type { Moddle } from "./model";

export interface FormalField {
  id: string;
  label: string;
  description?: string;
  /** Which property of `owner` holds the expression. */
  property: string;
  owner: Moddle;
  isNeeded?: boolean;
}

/** An entry that writes a FEEL condition as a `bpmn:FormalExpression`; without a text there is none. */
export function formal({ shape, writer, variables }: Context, field: FormalField): Entry {
  const { owner, property } = field;
  return feelArea({
    id: field.id,
    label: field.label,
    description: field.description,
    feel: "required",
    variables,
    read: () => owner.get(property)?.get("body") ?? "",
    write: (value) => {
      const body = value && value !== "=" ? writer.create("bpmn:FormalExpression", { body: value }) : undefined;
      if (body) body.$parent = owner;
      writer.update(shape, owner, { [property]: body });
    },
    validate: (value) => (field.isNeeded && (!value || value === "=") ? "A condition is needed." : null),
  });
}
