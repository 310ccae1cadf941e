/** One field: label, hint, input, errors; how wide it is follows from what it holds. */
import { errorId, type FieldErrorProps, type FieldTemplateProps, type FieldHelpProps, getUiOptions, helpId, type BaseInputTemplateProps, type RJSFSchema, type DescriptionFieldProps } from "@rjsf/utils";
import { getDefaultRegistry } from "@rjsf/core";
import { groupLabelId } from "../widgets/ChoiceWidgets";
import { described } from "../widgets/describe";
import { GROUPS } from "../widgets";

const CoreInput = getDefaultRegistry().templates.BaseInputTemplate;
const SHORT_FORMATS = new Set(["decimal", "date", "time", "date-time"]);

/** Whether two such fields fit beside each other; `ui:options.width` ("full" or "half") says otherwise. */
export function isShort(schema: RJSFSchema, width: unknown, widget: unknown): boolean {
  if (width === "full" || width === "half") return width === "half";
  if (widget === "radio" || widget === "textarea" || widget === "photo") return false;
  return schema.type === "number" || schema.type === "integer" || Boolean(schema.enum) || SHORT_FORMATS.has(String(schema.format));
}

export function FieldTemplate(props: FieldTemplateProps) {
  const { id, label, children, errors, help, description, hidden, required, displayLabel, uiSchema, schema, fieldPathId, registry, rawErrors } = props;
  if (hidden) return <div hidden>{children}</div>;
  const options = getUiOptions(uiSchema, registry.globalUiOptions);
  const isContainer = schema.type === "object" || (schema.type === "array" && !displayLabel);
  const isCheckbox = schema.type === "boolean" && !options.widget;
  const isInList = typeof fieldPathId.path.at(-1) === "number";
  const classes = ["rf-form-field", isShort(schema, options.width, options.widget) && "is-short", isContainer && "is-container", rawErrors?.length && "has-error"];
  return (
    <div className={classes.filter(Boolean).join(" ")}>
      {displayLabel && label && !isCheckbox && (
        <FieldLabel id={id} label={label} required={required ?? false} isGroup={GROUPS.has(String(options.widget))} isHidden={isInList} />
      )}
      {children}
      {(displayLabel || isCheckbox) && description}
      {!isContainer && errors}
      {help}
    </div>
  );
}

function FieldLabel(props: { id: string; label: string; required: boolean; isGroup: boolean; isHidden: boolean }) {
  const { id, label, required, isGroup, isHidden } = props;
  const Tag = isGroup ? "span" : "label";
  return (
    <Tag className={isHidden ? "visually-hidden" : "form-label"} id={isGroup ? groupLabelId(id) : undefined} htmlFor={isGroup ? undefined : id}>
      {label}
      {required && <span className="rf-required" aria-hidden="true"> *</span>}
    </Tag>
  );
}

export function FieldErrorTemplate({ errors = [], fieldPathId }: FieldErrorProps) {
  if (!errors.length) return null;
  return (
    <div className="invalid-feedback" id={errorId(fieldPathId)}>
      {[...new Set(errors)].map((error) => <div key={String(error)}>{error}</div>)}
    </div>
  );
}

export function FieldHelpTemplate({ help, fieldPathId }: FieldHelpProps) {
  return help ? <div className="form-hint" id={helpId(fieldPathId)}>{help}</div> : null;
}

/** Plain text: what stands in a form's schema is never taken for markup. */
export function DescriptionFieldTemplate({ id, description }: DescriptionFieldProps) {
  return description ? <div className="form-hint rf-description" id={id}>{description}</div> : null;
}

export function BaseInputTemplate(props: BaseInputTemplateProps) {
  return <CoreInput {...props} {...described(props)} className={`form-control${props.rawErrors?.length ? " is-invalid" : ""}`} autoComplete="off" />;
}
