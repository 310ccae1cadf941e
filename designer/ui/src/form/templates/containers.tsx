/** Groups of fields and lists of entries. */
import { type ArrayFieldItemTemplateProps, type ArrayFieldTemplateProps, buttonId, getUiOptions, type MultiSchemaFieldTemplateProps, type ObjectFieldTemplateProps } from "@rjsf/utils";
import { useEffect, useRef } from "react";
import { text } from "../../text";
import { Icon } from "../Icon";

export function ObjectFieldTemplate(props: ObjectFieldTemplateProps) {
  const { properties, title, description, fieldPathId, uiSchema, registry } = props;
  const options = getUiOptions(uiSchema, registry.globalUiOptions);
  const isRoot = fieldPathId.path.length === 0;
  const isEntry = typeof fieldPathId.path.at(-1) === "number";
  const heading = isRoot || isEntry ? "" : (options.title ?? title);
  const fields = properties.map((property) => <div key={property.name} className="rf-contents">{property.content}</div>);
  if (isRoot) return <div className="rf-fields" id={fieldPathId.$id}>{fields}</div>;
  return (
    <fieldset className={isEntry ? "rf-entry-fields" : "rf-group"} id={fieldPathId.$id}>
      {heading && <legend>{heading}</legend>}
      {!isEntry && description && <p className="form-hint">{description}</p>}
      <div className="rf-fields">{fields}</div>
    </fieldset>
  );
}

/** What one entry of a list is called: the title of its schema, else "entry". */
function entryName(schema: { title?: string } | boolean | undefined, uiTitle: unknown): string {
  const title = uiTitle ?? (typeof schema === "object" ? schema.title : undefined);
  return typeof title === "string" && title ? title : text.form.entry;
}

export function ArrayFieldTemplate(props: ArrayFieldTemplateProps) {
  const { canAdd, items, title, required, fieldPathId, onAddClick, disabled, readonly, schema, uiSchema, registry, rawErrors } = props;
  const options = getUiOptions(uiSchema, registry.globalUiOptions);
  const name = entryName(schema.items as { title?: string } | undefined, (uiSchema?.items as { "ui:title"?: string } | undefined)?.["ui:title"]);
  const wantsFocus = useRef(false);
  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    const entries = document.getElementById(fieldPathId.$id)?.querySelectorAll<HTMLElement>(":scope > .rf-entry");
    [...(entries ?? [])].at(-1)?.querySelector<HTMLElement>("input, select, textarea")?.focus();
  }, [items.length, fieldPathId.$id]);
  const add = (event?: unknown) => {
    wantsFocus.current = true;
    onAddClick(event);
  };
  return (
    <fieldset className="rf-entries" id={fieldPathId.$id} tabIndex={-1} aria-describedby={rawErrors?.length ? `${fieldPathId.$id}__error` : undefined}>
      <legend>
        {options.title ?? title}
        {required && <span className="rf-required" aria-hidden="true"> *</span>} <span className="rf-count">{items.length}</span>
      </legend>
      {(options.description ?? schema.description) && <p className="form-hint">{options.description ?? schema.description}</p>}
      {items.length ? items : <p className="rf-muted">{text.form.emptyList}</p>}
      {rawErrors?.length ? <div className="invalid-feedback" id={`${fieldPathId.$id}__error`}>{rawErrors.join(" ")}</div> : null}
      {canAdd && !readonly && (
        <button type="button" className="btn rf-add" id={buttonId(fieldPathId, "add")} onClick={add} disabled={disabled}>
          <Icon name="plus" />
          {text.form.add(name.charAt(0).toLowerCase() + name.slice(1))}
        </button>
      )}
    </fieldset>
  );
}

export function ArrayFieldItemTemplate(props: ArrayFieldItemTemplateProps) {
  const { children, buttonsProps, index, schema, uiSchema, readonly, disabled } = props;
  const name = entryName(schema, uiSchema?.["ui:title"]);
  const numbered = text.form.numbered(name.charAt(0).toUpperCase() + name.slice(1), index + 1);
  const isGroup = schema.type === "object";
  const { hasRemove, hasMoveUp, hasMoveDown, onRemoveItem, onMoveUpItem, onMoveDownItem } = buttonsProps;
  const canChange = !readonly && !disabled;
  // Most lists have no order of their own; `"ui:options": {"orderable": true}` on the items says that this one has.
  const isOrdered = getUiOptions(uiSchema).orderable === true;
  return (
    <div className={isGroup ? "rf-entry" : "rf-entry is-plain"} role="group" aria-label={numbered}>
      {isGroup && <p className="rf-entry-name" aria-hidden="true">{numbered}</p>}
      <div className="rf-entry-body">{children}</div>
      {canChange && (
        <div className="rf-entry-actions">
          {isOrdered && hasMoveUp && <EntryButton icon="chevron-up" label={text.form.moveUp} onClick={onMoveUpItem} />}
          {isOrdered && hasMoveDown && <EntryButton icon="chevron-down" label={text.form.moveDown} onClick={onMoveDownItem} />}
          {hasRemove && <EntryButton icon="trash" label={text.form.remove(numbered)} onClick={onRemoveItem} />}
        </div>
      )}
    </div>
  );
}

function EntryButton({ icon, label, onClick }: { icon: string; label: string; onClick: (event?: unknown) => void }) {
  return (
    <button type="button" className="btn btn-icon btn-ghost" aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}

/** oneOf and anyOf: which kind, then the fields of that kind. rjsf leaves the choice without a label. */
export function MultiSchemaFieldTemplate({ selector, optionSchemaField, schema, registry, uiSchema }: MultiSchemaFieldTemplateProps) {
  const options = getUiOptions(uiSchema, registry.globalUiOptions);
  return (
    <div className="rf-kinds">
      <label className="rf-kind">
        <span className="form-label">{options.title ?? schema.title ?? text.form.option}</span>
        {selector}
      </label>
      {optionSchemaField}
    </div>
  );
}
