/** Text of several lines; grows with what is written. */
import type { WidgetProps } from "@rjsf/utils";
import { described } from "./describe";

export function TextareaWidget(props: WidgetProps) {
  const { id, htmlName, value, options, disabled, readonly, placeholder, onChange, onBlur, onFocus } = props;
  const lines = String(value ?? "").split("\n").length;
  return (
    <textarea
      id={id}
      name={htmlName || id}
      className={`form-control${props.rawErrors?.length ? " is-invalid" : ""}`}
      rows={Math.min(12, Math.max(Number(options.rows ?? 3), lines + 1))}
      value={value ?? ""}
      placeholder={placeholder}
      disabled={disabled}
      readOnly={readonly}
      onChange={(event) => onChange(event.target.value === "" ? options.emptyValue : event.target.value)}
      onBlur={(event) => onBlur(id, event.target.value)}
      onFocus={(event) => onFocus(id, event.target.value)}
      {...described(props)}
    />
  );
}
