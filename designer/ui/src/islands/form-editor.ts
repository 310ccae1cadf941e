/** The island of the page of one form: the form editor in its frame. */

import "../styles/form.css";
import "../modeler/modeler.css";
import "../modeler/form.css";

import { mount } from "../island";
import { element } from "../modeler/dom";
import type { DraftProps } from "../modeler/draft";
import { FormEditor } from "../modeler/form";
import { Shell } from "../modeler/shell";

mount<DraftProps>("form-editor", (root, props) => {
  const shell = new Shell(root, props);
  const source = element("div", { class: "rf-source" });
  const preview = element("section", { class: "rf-preview", "aria-label": "Preview" });
  shell.body.append(source, preview);
  const editor = new FormEditor(source, preview, props.readOnly, () => shell.changed());
  void shell.open(editor, props.content, editor.tools());
});
