/** Amounts as people type them and as the process takes them: a string of digits with a point, never a float. */

/** What separates thousands where the reader is: "," in English, "." in German. */
export const groupMark = new Intl.NumberFormat(document.documentElement.lang || "en").formatToParts(1000000).find((part) => part.type === "group")?.value;

/**
 * "1.234,5", "1,234.50", "12,5 " -> "1234.5", "1234.50", "12.5". Of two kinds of separators the last one is the decimal
 * point. A single kind groups thousands when it occurs often, or when it is `group` and three digits follow ("1,234").
 * What is no number stays as typed, so that it can be corrected; nor is "12.50.00", whose groups are not of three digits.
 */
export function readDecimal(typed: string, group = groupMark): string {
  const text = typed.replaceAll(/[\s\u00a0\u202f']/g, "");
  const last = Math.max(text.lastIndexOf(","), text.lastIndexOf("."));
  if (last < 0) return text;
  const mark = text[last] as string;
  const isOnlyKind = !text.includes(mark === "," ? "." : ",");
  const isGrouping = isOnlyKind && (text.split(mark).length > 2 || (mark === group && /^-?[1-9]\d{0,2}.\d{3}$/.test(text)));
  const grouped = text.slice(0, isGrouping ? undefined : last);
  if (!/^-?(\d*|\d{1,3}([.,])\d{3}(\2\d{3})*)$/.test(grouped)) return text;
  const whole = grouped.replaceAll(/[.,]/g, "");
  const read = isGrouping ? whole : `${whole || "0"}.${text.slice(last + 1)}`;
  return /^-?\d+(\.\d+)?$/.test(read) ? read : text;
}

/** With the decimals that the currency has: "12.5" in USD -> "12.50". Longer fractions are kept: nothing is rounded here. */
export function padDecimal(text: string, currency: string): string {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return text;
  const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const [whole, fraction = ""] = text.split(".");
  const padded = fraction.padEnd(digits, "0");
  return padded ? `${whole}.${padded}` : (whole as string);
}
