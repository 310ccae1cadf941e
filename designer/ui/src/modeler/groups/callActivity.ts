/** Call activities: the process that is called. */

import { Group } from "@bpmn-io/properties-panel";

import { options } from "../catalog";
import { link, note, select, text } from "../entries";
import type { Entry } from "../entries";
import { all, attribute } from "../extensions";
import { is } from "../model";
import type { MakeGroup } from "./context";

const CALL = "returnflow:Call";

export const callActivityGroup: MakeGroup = ({ shape, owner, catalog, writer }) => {
  if (!is(shape, "bpmn:CallActivity")) {
    return null;
  }
  const current: string = owner.get("calledElement") ?? "";
  const called = catalog.processes.find(({ value }) => value === current);
  const entries: Entry[] = [
    select({
      id: "returnflow-called",
      label: "Process",
      choices: options(catalog.processes, current, "choose a process"),
      read: () => current,
      write: (calledElement) => writer.update(shape, owner, { calledElement: calledElement || undefined }),
      validate: (value) => (value ? null : "Choose the process to call."),
    }),
  ];
  const binding = attribute(owner, CALL, "binding") || "bundle";
  entries.push(
    select({
      id: "returnflow-called-binding",
      label: "Version",
      choices: [
        { value: "bundle", label: "the one deployed together with this" },
        { value: "latest", label: "the newest there is when it is called" },
        { value: "version", label: "that of a bundle by its number" },
      ],
      read: () => binding,
      write: (value) =>
        writer.set(shape, owner, CALL, { binding: value === "bundle" ? undefined : value, version: undefined }),
    }),
  );
  if (binding === "version") {
    entries.push(
      text({
        id: "returnflow-called-version",
        label: "Number of the bundle",
        read: () => attribute(owner, CALL, "version"),
        write: (version) => writer.set(shape, owner, CALL, { binding, version }),
        validate: (value) => (value && /^\d+$/.test(value) ? null : "Expected the number of a bundle."),
      }),
    );
  }
  if (called) {
    entries.push(link("returnflow-called-link", "Open this process", `/processes/${encodeURIComponent(called.key)}`));
  }
  if (!all(owner, "returnflow:Input").length) {
    entries.push(note("returnflow-called-inputs", "No inputs: it sees all variables of this process."));
  }
  if (!all(owner, "returnflow:Output").length) {
    entries.push(note("returnflow-called-outputs", "No outputs: all its variables are written back."));
  }
  return { id: "returnflow-call", label: "Called process", component: Group, entries, shouldOpen: true };
};
