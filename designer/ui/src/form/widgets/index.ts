/** Widgets by the names that a form's uiSchema uses (`ui:widget`) and by `format` of the schema. */
import type { RegistryWidgetsType } from "@rjsf/utils";
import { CheckboxesWidget, CheckboxWidget, RadioWidget } from "./ChoiceWidgets";
import { DecimalWidget } from "./DecimalWidget";
import { PhotoWidget } from "./PhotoWidget";
import { ScanWidget } from "./ScanWidget";
import { SelectWidget } from "./SelectWidget";
import { TextareaWidget } from "./TextareaWidget";

export const widgets: RegistryWidgetsType = {
  CheckboxWidget,
  CheckboxesWidget,
  RadioWidget,
  SelectWidget,
  TextareaWidget,
  FileWidget: PhotoWidget,
  photo: PhotoWidget,
  decimal: DecimalWidget,
  money: DecimalWidget,
  scan: ScanWidget,
  barcode: ScanWidget,
};

/** Widgets that are a group of inputs: their label names the group instead of one input. */
export const GROUPS = new Set(["radio", "checkboxes"]);
