/** What a task is about, read-only: values, short tables, photos, as the process handed them over. */
import type { ReactNode } from "react";
import { text } from "../text";

interface Props {
  context: Record<string, unknown>;
  labels?: Record<string, string> | undefined;
}

export function ContextBlock({ context, labels = {} }: Props) {
  const entries = Object.entries(context).filter(([, value]) => value !== null && value !== undefined && value !== "");
  if (!entries.length) return null;
  const isWide = (value: unknown) => isTable(value) || isPhotos(value);
  return (
    <section className="rf-section rf-context">
      <header><h2>{text.form.context}</h2></header>
      <div className="rf-section-body">
        <dl className="rf-pairs is-wide">
          {entries.map(([key, value]) => (
            <div key={key} className={isWide(value) ? "is-whole" : undefined}>
              <dt>{labels[key] ?? inWords(key)}</dt>
              <dd>{shownValue(value)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  );
}

/** "order_no" -> "Order no" */
export function inWords(key: string): string {
  const words = key.replaceAll("_", " ").replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const isPhoto = (value: unknown): value is string => typeof value === "string" && /^data:image\/(jpeg|png|webp);base64,/.test(value);
const isPhotos = (value: unknown): value is string[] => Array.isArray(value) && value.length > 0 && value.every(isPhoto);
const isTable = (value: unknown): value is Record<string, unknown>[] =>
  Array.isArray(value) && value.length > 0 && value.every((row) => row !== null && typeof row === "object" && !Array.isArray(row));

function shownValue(value: unknown): ReactNode {
  if (value === null || value === undefined || value === "") return text.form.none;
  if (typeof value === "boolean") return value ? text.form.yes : text.form.no;
  if (isPhoto(value)) return <img className="rf-context-photo" src={value} alt={text.form.photo(1)} />;
  if (isPhotos(value)) return value.map((url, place) => <img key={url.slice(-64)} className="rf-context-photo" src={url} alt={text.form.photo(place + 1)} />);
  if (isTable(value)) return <Table rows={value} />;
  if (Array.isArray(value)) return value.length ? value.map(String).join(", ") : text.form.none;
  if (typeof value === "object") return Object.entries(value).map(([key, item]) => `${inWords(key)}: ${plain(item)}`).join(" · ");
  return plain(value);
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return text.form.none;
  if (typeof value === "object") return JSON.stringify(value);
  if (typeof value === "boolean") return value ? text.form.yes : text.form.no;
  return String(value);
}

function Table({ rows }: { rows: Record<string, unknown>[] }) {
  const columns = [...new Set(rows.flatMap(Object.keys))].filter((key) => rows.some((row) => row[key] !== null && row[key] !== undefined && row[key] !== ""));
  return (
    <div className="rf-table-wrap is-small" role="region" tabIndex={0} aria-label={columns.map(inWords).join(", ")}>
      <table className="rf-table">
        <thead><tr>{columns.map((key) => <th key={key} scope="col">{inWords(key)}</th>)}</tr></thead>
        <tbody>
          {rows.map((row, place) => (
            <tr key={place}>{columns.map((key) => <td key={key}>{shownValue(row[key])}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
