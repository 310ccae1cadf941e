/** The shapes of a diagram and the model elements behind them, as far as the modeler touches them. */

export interface Moddle {
  $type: string;
  $parent?: Moddle;
  id?: string;
  name?: string;
  $instanceOf(type: string): boolean;
  get(name: string): any;
}

export interface Shape {
  id: string;
  type: string;
  businessObject: Moddle;
  labelTarget?: Shape;
}

export interface Injector {
  get<T = any>(name: string): T;
  get<T = any>(name: string, strict: false): T | null;
}

export function is(shape: Shape, ...types: string[]): boolean {
  return types.some((type) => shape.businessObject.$instanceOf(type));
}

/** The event definition of `type` on an event, when it has one. */
export function eventDefinition(shape: Shape, type: string): Moddle | undefined {
  const definitions: Moddle[] = shape.businessObject.get("eventDefinitions") ?? [];
  return definitions.find((definition) => definition.$instanceOf(type));
}
