/** The island of the page of decisions: the DMN editor in its frame. */

import "dmn-js/dist/assets/diagram-js.css";
import "dmn-js/dist/assets/dmn-js-shared.css";
import "dmn-js/dist/assets/dmn-js-drd.css";
import "dmn-js/dist/assets/dmn-js-decision-table.css";
import "dmn-js/dist/assets/dmn-js-decision-table-controls.css";
import "dmn-js/dist/assets/dmn-js-literal-expression.css";
import "dmn-js/dist/assets/dmn-js-boxed-expression.css";
import "dmn-js/dist/assets/dmn-js-boxed-expression-controls.css";
import "dmn-js/dist/assets/dmn-font/css/dmn.css";
import "../modeler/modeler.css";
import "../modeler/dmn.css";

import { mount } from "../island";
import { DmnEditor } from "../modeler/dmn";
import { element } from "../modeler/dom";
import type { DraftProps } from "../modeler/draft";
import { Shell } from "../modeler/shell";

async function start(root: HTMLElement, props: DraftProps): Promise<void> {
  const shell = new Shell(root, props);
  const canvas = element("div", { class: "rf-canvas rf-dmn", "aria-label": "Decision" });
  const tabs = element("div", { class: "rf-editor-tabs", role: "group", "aria-label": "Decisions" });
  shell.body.classList.add("rf-editor-stack");
  shell.body.append(tabs, canvas);
  const editor = new DmnEditor(canvas, tabs, () => shell.changed());
  await shell.open(editor, props.content, editor.tools());
}

mount<DraftProps>("dmn-modeler", (root, props) => void start(root, props));
