/** Our look for everything that rjsf draws; no inline styles, so the strict policy holds. */
import type { TemplatesType } from "@rjsf/utils";
import { ErrorListTemplate } from "./ErrorList";
import { ArrayFieldItemTemplate, ArrayFieldTemplate, MultiSchemaFieldTemplate, ObjectFieldTemplate } from "./containers";
import { BaseInputTemplate, DescriptionFieldTemplate, FieldErrorTemplate, FieldHelpTemplate, FieldTemplate } from "./fields";

export const templates: Partial<Omit<TemplatesType, "ButtonTemplates">> = {
  ArrayFieldItemTemplate,
  ArrayFieldTemplate,
  BaseInputTemplate,
  DescriptionFieldTemplate,
  ErrorListTemplate,
  FieldErrorTemplate,
  FieldHelpTemplate,
  FieldTemplate,
  MultiSchemaFieldTemplate,
  ObjectFieldTemplate,
};
