/** Messages: the key by which an incoming message finds this return. */

import { feel } from "../entries";
import type { Entry } from "../entries";
import { attribute } from "../extensions";
import { eventDefinition, is } from "../model";
import type { Moddle } from "../model";
import type { Context } from "./context";

const CORRELATION = "returnflow:Correlation";

function message({ shape, owner }: Context): Moddle | undefined {
  if (is(shape, "bpmn:ReceiveTask", "bpmn:SendTask")) {
    return owner.get("messageRef");
  }
  return eventDefinition(shape, "bpmn:MessageEventDefinition")?.get("messageRef");
}

/** The entry that is added to the message group; nothing while no message is chosen. */
export function correlationEntries(context: Context): Entry[] {
  const found = message(context);
  if (!found) {
    return [];
  }
  const { shape, writer, variables } = context;
  return [
    feel({
      id: "returnflow-correlation",
      label: "Correlation key",
      description: "What the message must carry to be meant for this return, such as rma_number.",
      feel: "required",
      variables,
      read: () => attribute(found, CORRELATION, "key"),
      write: (key) => writer.set(shape, found, CORRELATION, { key: key === "=" ? undefined : key }),
    }),
  ];
}
