/** A code: typed, sent by a hand scanner (which ends with Enter), or read with the camera. */
import type { WidgetProps } from "@rjsf/utils";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { text } from "../../text";
import { Icon } from "../Icon";
import { hasCamera, scan } from "../scanning";
import { described } from "./describe";

export function ScanWidget(props: WidgetProps) {
  const { id, htmlName, value, options, disabled, readonly, placeholder, onChange, onBlur, onFocus } = props;
  const [isScanning, setScanning] = useState(false);
  const [problem, setProblem] = useState("");
  const video = useRef<HTMLVideoElement>(null);

  useEffect(() => {
    if (!isScanning || !video.current) return;
    const ending = new AbortController();
    scan(video.current, ending.signal)
      .then(onChange)
      .catch(() => ending.signal.aborted || setProblem(text.form.cameraRefused))
      .finally(() => setScanning(false));
    return () => ending.abort();
    // Only switching the camera on or off may restart it, not a new onChange of every render.
  }, [isScanning]);

  return (
    <div className="rf-scan">
      <div className="rf-with-unit">
        <input
          id={id}
          name={htmlName || id}
          type="text"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          className={`form-control rf-code${props.rawErrors?.length ? " is-invalid" : ""}`}
          value={value ?? ""}
          placeholder={placeholder}
          disabled={disabled}
          readOnly={readonly}
          onChange={(event) => onChange(event.target.value === "" ? options.emptyValue : event.target.value)}
          onKeyDown={goOnAfterScan}
          onBlur={(event) => onBlur(id, event.target.value)}
          onFocus={(event) => onFocus(id, event.target.value)}
          {...described(props)}
        />
        {!readonly && !disabled && hasCamera() && (
          <button type="button" className="btn btn-icon" aria-label={isScanning ? text.form.scanStop : text.form.scanWithCamera} title={isScanning ? text.form.scanStop : text.form.scanWithCamera} onClick={() => { setProblem(""); setScanning(!isScanning); }}>
            <Icon name={isScanning ? "x" : "scan"} />
          </button>
        )}
      </div>
      {isScanning && (
        <figure className="rf-scan-view">
          <video ref={video} muted playsInline />
          <figcaption aria-live="polite">{text.form.scanHint}</figcaption>
        </figure>
      )}
      {problem && <p className="invalid-feedback" role="alert">{problem}</p>}
    </div>
  );
}

/** Enter comes from the scanner and must not send the form: the next field is what the person wants. */
function goOnAfterScan(event: KeyboardEvent<HTMLInputElement>) {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const fields = [...(event.currentTarget.form?.querySelectorAll<HTMLElement>("input:not([type='hidden']), select, textarea") ?? [])];
  fields[fields.indexOf(event.currentTarget) + 1]?.focus();
}
