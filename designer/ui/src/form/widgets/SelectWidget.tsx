/** One of a list. */
import { enumOptionsIndexForValue, enumOptionsValueForIndex, type WidgetProps } from "@rjsf/utils";
import { text } from "../../text";
import { described } from "./describe";

export function SelectWidget(props: WidgetProps) {
  const { id, htmlName, value, options, disabled, readonly, placeholder, onChange, onBlur, onFocus } = props;
  const choices = options.enumOptions ?? [];
  const index = enumOptionsIndexForValue(value, choices) ?? "";
  const valueOf = (chosen: string) => (chosen === "" ? options.emptyValue : enumOptionsValueForIndex(chosen, choices));
  return (
    <select
      id={id}
      name={htmlName || id}
      className={`form-select${props.rawErrors?.length ? " is-invalid" : ""}`}
      value={String(index)}
      disabled={disabled || readonly}
      onChange={(event) => onChange(valueOf(event.target.value))}
      onBlur={(event) => onBlur(id, valueOf(event.target.value))}
      onFocus={(event) => onFocus(id, valueOf(event.target.value))}
      {...described(props)}
    >
      <option value="">{placeholder || text.form.choose}</option>
      {choices.map((choice, place) => (
        <option key={String(choice.value)} value={String(place)}>
          {choice.label}
        </option>
      ))}
    </select>
  );
}
