/** An amount: typed in any common notation, kept as a decimal string, with its currency or unit beside it. */
import type { WidgetProps } from "@rjsf/utils";
import { useRef } from "react";
import { padDecimal, readDecimal } from "../decimal";
import { described } from "./describe";

export function DecimalWidget(props: WidgetProps) {
  const { id, htmlName, value, options, disabled, readonly, placeholder, onChange, onBlur, onFocus } = props;
  const isTyped = useRef(false);
  const currency = typeof options.currency === "string" ? options.currency : "";
  const unit = currency || (typeof options.unit === "string" ? options.unit : "");

  const settle = (typed: string) => {
    if (isTyped.current) {
      const read = readDecimal(typed);
      const padded = currency ? padDecimal(read, currency) : read;
      if (padded !== typed) onChange(padded === "" ? options.emptyValue : padded);
    }
    isTyped.current = false;
    onBlur(id, typed);
  };
  return (
    <div className="rf-with-unit">
      <input
        id={id}
        name={htmlName || id}
        type="text"
        inputMode="decimal"
        autoComplete="off"
        className={`form-control is-number${props.rawErrors?.length ? " is-invalid" : ""}`}
        value={value ?? ""}
        placeholder={placeholder}
        disabled={disabled}
        readOnly={readonly}
        onChange={(event) => {
          isTyped.current = true;
          onChange(event.target.value === "" ? options.emptyValue : event.target.value);
        }}
        onBlur={(event) => settle(event.target.value)}
        onFocus={(event) => onFocus(id, event.target.value)}
        {...described(props)}
      />
      {unit && <span className="rf-unit">{unit}</span>}
    </div>
  );
}
