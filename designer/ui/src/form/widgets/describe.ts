/** What every input says about itself to assistive technology. */
import { ariaDescribedByIds, type WidgetProps } from "@rjsf/utils";

export function described({ id, rawErrors, required }: Pick<WidgetProps, "id" | "rawErrors" | "required">) {
  return {
    "aria-invalid": rawErrors?.length ? true : undefined,
    "aria-required": required || undefined,
    "aria-describedby": ariaDescribedByIds(id),
  } as const;
}
