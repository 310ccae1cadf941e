/** Puts the problems that the server found at the fields they belong to. */
import { type ErrorSchema, ErrorSchemaBuilder } from "@rjsf/utils";
import type { ProblemError } from "../http";

export interface PlacedErrors {
  /** At the fields, for rjsf. */
  fields: ErrorSchema;
  /** What belongs to no field of the form. */
  general: string[];
  /** How many belong to fields. */
  count: number;
}

/** A place is a JSON pointer ("/lines/0/qty") or the same without its first slash. */
export function placeErrors(errors: readonly ProblemError[], known: (path: string[]) => boolean): PlacedErrors {
  const builder = new ErrorSchemaBuilder();
  const general: string[] = [];
  let count = 0;
  for (const error of errors) {
    const path = pathOf(error);
    if (path.length && known(path)) {
      builder.addErrors(error.message, path);
      count += 1;
    } else general.push(path.length ? `${path.join(" / ")}: ${error.message}` : error.message);
  }
  return { fields: builder.ErrorSchema, general, count };
}

function pathOf(error: ProblemError): string[] {
  const pointer = error.pointer ?? error.path ?? error.element_id ?? "";
  return pointer
    .replace(/^#?\//, "")
    .split("/")
    .filter(Boolean)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}
