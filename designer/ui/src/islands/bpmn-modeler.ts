/** The island of the page of one process: the BPMN editor in its frame. */

import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";
import "@bpmn-io/properties-panel/dist/assets/properties-panel.css";
import "diagram-js-minimap/assets/diagram-js-minimap.css";
import "../modeler/modeler.css";

import { mount } from "../island";
import { BpmnEditor } from "../modeler/bpmn";
import type { Catalog } from "../modeler/catalog";
import { loadConnectors } from "../modeler/connectors";
import type { Connectors } from "../modeler/connectors";
import { element } from "../modeler/dom";
import type { DraftProps } from "../modeler/draft";
import { Shell } from "../modeler/shell";

interface Props extends DraftProps {
  catalog: Omit<Catalog, keyof Connectors>;
  connectorsUrl: string;
}

async function start(root: HTMLElement, props: Props): Promise<void> {
  const shell = new Shell(root, props);
  const canvas = element("div", { class: "rf-canvas", "aria-label": "Diagram" });
  const panel = element("aside", { class: "rf-panel", "aria-label": "Properties" });
  shell.body.append(canvas, panel);
  const catalog = { ...props.catalog, ...(await loadConnectors(props.connectorsUrl)) };
  const editor = new BpmnEditor(canvas, panel, catalog, () => shell.changed());
  await shell.open(editor, props.content, editor.tools(props.key));
}

mount<Props>("bpmn-modeler", (root, props) => void start(root, props));
