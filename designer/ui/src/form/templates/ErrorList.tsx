/** What is still to be done, above the form: each entry leads to its field. */
import type { ErrorListProps } from "@rjsf/utils";
import { text } from "../../text";
import { Icon } from "../Icon";

export function ErrorListTemplate({ errors }: ErrorListProps) {
  const byField = new Map(errors.map((error) => [error.property ?? "", error.message ?? ""]));
  return (
    <div className="rf-notice is-trouble" role="alert">
      <Icon name="alert-octagon" />
      <div>
        <strong>{text.form.attention(byField.size)}</strong>
        <ul className="rf-error-links">
          {[...byField].map(([property, message]) => (
            <li key={property}>
              <a href={`#${fieldId(property)}`} onClick={(event) => goTo(event, property)}>{labelOf(property)}</a>: {message}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function fieldId(property: string): string {
  return ["root", ...property.split(".").filter(Boolean)].join("_");
}

function labelOf(property: string): string {
  const id = fieldId(property);
  const label = document.querySelector(`label[for="${CSS.escape(id)}"], #${CSS.escape(id)}__label, #${CSS.escape(id)} > legend`);
  const words = label?.firstChild?.textContent?.trim() || property.split(".").at(-1) || "";
  const entry = document.getElementById(id)?.closest(".rf-entry")?.getAttribute("aria-label");
  return entry ? `${entry}, ${words}` : words;
}

function goTo(event: { preventDefault: () => void }, property: string): void {
  event.preventDefault();
  const field = document.getElementById(fieldId(property));
  field?.focus();
  field?.scrollIntoView({ block: "center" });
}
