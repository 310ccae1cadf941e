/** Choices that are all visible: one of a few, several of a few, yes or no. Big enough for a gloved finger. */
import { enumOptionsDeselectValue, enumOptionsIsSelected, enumOptionsSelectValue, optionId, type WidgetProps } from "@rjsf/utils";
import { described } from "./describe";

/** The label of the field carries this id, so that the group has a name. */
export const groupLabelId = (id: string) => `${id}__label`;

export function RadioWidget(props: WidgetProps) {
  const { id, htmlName, value, options, disabled, readonly, onChange, onBlur, onFocus } = props;
  return (
    <div className="rf-choices" id={id} role="radiogroup" aria-labelledby={groupLabelId(id)} tabIndex={-1} {...described(props)}>
      {(options.enumOptions ?? []).map((choice, place) => (
        <label className="rf-choice" key={String(choice.value)}>
          <input
            type="radio"
            className="form-check-input"
            id={optionId(id, place)}
            name={htmlName || id}
            checked={enumOptionsIsSelected(choice.value, value)}
            disabled={disabled || readonly}
            onChange={() => onChange(choice.value)}
            onBlur={() => onBlur(id, value)}
            onFocus={() => onFocus(id, value)}
          />
          <span>{choice.label}</span>
        </label>
      ))}
    </div>
  );
}

export function CheckboxesWidget(props: WidgetProps) {
  const { id, htmlName, options, disabled, readonly, onChange } = props;
  const choices = options.enumOptions ?? [];
  const chosen = Array.isArray(props.value) ? props.value : [];
  const toggle = (place: number, isOn: boolean) =>
    onChange(isOn ? enumOptionsSelectValue(place, chosen, choices) : enumOptionsDeselectValue(place, chosen, choices));
  return (
    <div className="rf-choices" id={id} role="group" aria-labelledby={groupLabelId(id)} tabIndex={-1}>
      {choices.map((choice, place) => (
        <label className="rf-choice" key={String(choice.value)}>
          <input
            type="checkbox"
            className="form-check-input"
            id={optionId(id, place)}
            name={htmlName || id}
            checked={enumOptionsIsSelected(choice.value, chosen)}
            disabled={disabled || readonly}
            onChange={(event) => toggle(place, event.target.checked)}
          />
          <span>{choice.label}</span>
        </label>
      ))}
    </div>
  );
}

export function CheckboxWidget(props: WidgetProps) {
  const { id, htmlName, value, label, disabled, readonly, required, onChange } = props;
  return (
    <label className="rf-choice is-alone">
      <input
        type="checkbox"
        className="form-check-input"
        id={id}
        name={htmlName || id}
        checked={value === true}
        disabled={disabled || readonly}
        onChange={(event) => onChange(event.target.checked)}
        {...described(props)}
      />
      <span>
        {label}
        {required && props.schema.const === true && <span className="rf-required" aria-hidden="true"> *</span>}
      </span>
    </label>
  );
}
