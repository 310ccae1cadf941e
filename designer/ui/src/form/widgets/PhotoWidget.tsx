/** Photos from the camera or the disk, made small before they travel; one, or several where the field is a list. */
import type { WidgetProps } from "@rjsf/utils";
import { type ChangeEvent, useState } from "react";
import { text } from "../../text";
import { Icon } from "../Icon";
import { shrink } from "../photo";
import { described } from "./describe";

export function PhotoWidget(props: WidgetProps) {
  const { id, value, multiple, disabled, readonly, options, onChange } = props;
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const photos: string[] = (Array.isArray(value) ? value : [value]).filter((each): each is string => Boolean(each));
  const isFull = multiple ? photos.length >= (props.schema.maxItems ?? Infinity) : photos.length > 0;

  const publish = (next: string[]) => onChange(multiple ? next : (next[0] ?? options.emptyValue));
  const add = async (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])];
    event.target.value = "";
    setProblem("");
    setBusy(true);
    try {
      const added = await Promise.all(files.map(shrink));
      publish(multiple ? [...photos, ...added] : added.slice(0, 1));
    } catch {
      setProblem(text.form.photoUnreadable);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="rf-photos">
      {photos.map((url, place) => (
        <figure key={url.slice(-64)} className="rf-photo">
          <img src={url} alt={text.form.photo(place + 1)} />
          {!readonly && !disabled && (
            <button type="button" className="btn btn-icon" aria-label={text.form.remove(text.form.photo(place + 1))} onClick={() => publish(photos.filter((_, other) => other !== place))}>
              <Icon name="trash" />
            </button>
          )}
        </figure>
      ))}
      {!readonly && !isFull && (
        <label className={`rf-photo-add${isBusy ? " rf-busy" : ""}`}>
          <Icon name="camera" />
          <span>{photos.length ? text.form.anotherPhoto : text.form.takePhoto}</span>
          <input id={id} type="file" accept="image/jpeg,image/png,image/webp" capture="environment" multiple={multiple} disabled={disabled || isBusy} onChange={(event) => void add(event)} {...described(props)} />
        </label>
      )}
      {problem && <p className="invalid-feedback" role="alert">{problem}</p>}
    </div>
  );
}
