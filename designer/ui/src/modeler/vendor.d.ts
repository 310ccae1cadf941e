/** Types of the bpmn.io packages that ship none; only what the modeler uses. */

declare module "@bpmn-io/properties-panel" {
  import type { ComponentType } from "@bpmn-io/properties-panel/preact";

  type Component = ComponentType<any>;
  type IsEdited = (node: unknown) => boolean;
  export const Group: Component;
  export const ListGroup: Component;
  export const TextFieldEntry: Component;
  export const TextAreaEntry: Component;
  export const SelectEntry: Component;
  export const FeelEntry: Component;
  export const FeelTextAreaEntry: Component;
  export const isTextFieldEntryEdited: IsEdited;
  export const isTextAreaEntryEdited: IsEdited;
  export const isSelectEntryEdited: IsEdited;
  export const isFeelEntryEdited: IsEdited;
}

declare module "bpmn-js-properties-panel" {
  export const BpmnPropertiesPanelModule: import("didi").ModuleDeclaration;
  export const BpmnPropertiesProviderModule: import("didi").ModuleDeclaration;
  export function useService(name: string): any;
}

declare module "diagram-js-minimap" {
  const module: import("didi").ModuleDeclaration;
  export default module;
}

declare module "dmn-js/lib/Modeler" {
  export interface View {
    id: string;
    type: string;
    name?: string;
    element: { id: string; name?: string };
  }

  export default class DmnModeler {
    constructor(options: Record<string, unknown>);
    importXML(xml: string): Promise<{ warnings: unknown[] }>;
    saveXML(options?: { format?: boolean }): Promise<{ xml: string }>;
    getViews(): View[];
    getActiveView(): View | undefined;
    getActiveViewer(): {
      get(name: string, strict?: boolean): any;
      on(event: string, callback: (event: any) => void): void;
    };
    open(view: View): Promise<unknown>;
    on(event: string, callback: (event: any) => void): void;
    destroy(): void;
  }
}
