/** Our part of the properties panel: puts the groups of Returnflow beside those of plain BPMN. */

import type { Catalog } from "./catalog";
import { Writer } from "./extensions";
import { inputsGroup, outputsGroup, scriptGroup } from "./groups/assignments";
import { adHocGroup } from "./groups/adHoc";
import { callActivityGroup } from "./groups/callActivity";
import { complexGatewayGroup } from "./groups/complexGateway";
import { conditionGroup } from "./groups/condition";
import { conditionalEventGroup } from "./groups/conditionalEvent";
import type { Context, MakeGroup, PanelGroup } from "./groups/context";
import { decisionGroup, decisionInputsGroup } from "./groups/decision";
import { correlationEntries } from "./groups/message";
import { milestoneGroup } from "./groups/milestone";
import { multiInstanceGroup } from "./groups/multiInstance";
import { operationGroup, operationInputsGroup, otherInputsGroup } from "./groups/operation";
import { problemsGroup } from "./groups/problems";
import { resultGroup } from "./groups/result";
import { standardLoopGroup } from "./groups/standardLoop";
import { missedEntries, timerValueEntry } from "./groups/timer";
import { userTaskGroup } from "./groups/userTask";
import type { Injector, Shape } from "./model";
import type { Problem } from "./problems";
import { variablesOf } from "./variables";

const GROUPS: MakeGroup[] = [
  operationGroup,
  operationInputsGroup,
  otherInputsGroup,
  userTaskGroup,
  decisionGroup,
  decisionInputsGroup,
  callActivityGroup,
  scriptGroup,
  conditionGroup,
  conditionalEventGroup,
  complexGatewayGroup,
  adHocGroup,
  inputsGroup,
  resultGroup,
  outputsGroup,
  multiInstanceGroup,
  standardLoopGroup,
  milestoneGroup,
];

export interface ReturnflowConfig {
  catalog: Catalog;
  problems: () => Problem[];
}

export class ReturnflowPropertiesProvider {
  static $inject = ["propertiesPanel", "injector", "config.returnflow"];

  private readonly injector: Injector;
  private readonly config: ReturnflowConfig;

  constructor(propertiesPanel: any, injector: Injector, config: ReturnflowConfig) {
    this.injector = injector;
    this.config = config;
    propertiesPanel.registerProvider(500, this);
  }

  getGroups(shape: Shape) {
    return (groups: PanelGroup[]): PanelGroup[] => {
      const context = this.context(shape);
      const plain = groups.map((group) => adapted(group, context)).filter((group) => group !== null);
      const [general, ...events] = plain.filter(({ id }) => id !== "documentation");
      const documentation = plain.filter(({ id }) => id === "documentation");
      const own = GROUPS.map((make) => make(context));
      const problems = problemsGroup(shape, this.config.problems());
      const ordered = [problems, general, ...events, ...own, ...documentation];
      return ordered.filter((group): group is PanelGroup => Boolean(group));
    };
  }

  private context(shape: Shape): Context {
    const shapes: Shape[] = this.injector.get("elementRegistry").getAll();
    return {
      shape,
      owner: shape.businessObject,
      catalog: this.config.catalog,
      writer: new Writer(this.injector),
      variables: variablesOf(shapes, this.config.catalog.variables),
    };
  }
}

/** A group of plain BPMN as we want it: our timer value and correlation key, and our multi-instance instead of theirs. */
function adapted(group: PanelGroup, context: Context): PanelGroup | null {
  switch (group.id) {
    case "multiInstance":
    case "adHocCompletion":
      return null;
    case "general":
      return { ...group, shouldOpen: true };
    case "message":
      return { ...group, shouldOpen: true, entries: [...(group.entries ?? []), ...correlationEntries(context)] };
    case "timer": {
      const value = timerValueEntry(context);
      const entries = (group.entries ?? []).filter(({ id }) => id !== "timerEventDefinitionValue");
      return { ...group, shouldOpen: true, entries: [...entries, ...(value ? [value] : []), ...missedEntries(context)] };
    }
    default:
      return group;
  }
}

export const ReturnflowPropertiesModule = {
  __init__: ["returnflowPropertiesProvider"],
  returnflowPropertiesProvider: ["type", ReturnflowPropertiesProvider],
};
