/** An icon of the sprite, for React. */
import { iconUrl } from "../page/dom";

export function Icon({ name }: { name: string }) {
  return (
    <svg className="rf-icon" aria-hidden="true">
      <use href={iconUrl(name)} />
    </svg>
  );
}
