"""String functions (DMN 1.5, 10.3.4.3); a character is a Unicode code point."""

from decimal import Decimal

from engine.dmn.feel.builtins.registry import Library
from engine.dmn.feel.limits import LIMITS, exceeded
from engine.dmn.feel.problems import Failure
from engine.dmn.feel.regex import compiled, matching, replaced, splitted
from engine.dmn.feel.run import Run
from engine.dmn.feel.values import Value

library = Library()


def _index(size: int, position: Decimal) -> int:
    """The Python index of a position from 1, or from -1 counted from the end; fractions are cut off."""
    whole = int(position)
    if not 1 <= abs(whole) <= size:
        raise Failure(f"expected a start position from 1 to {size} or from the end, found {position}")
    return whole - 1 if whole > 0 else size + whole


@library.function("substring", "string: string, start position: number, length?: number")
def substring(_run: Run, string: str, start: Decimal, length: Decimal | None = None) -> Value:
    first = _index(len(string), start)
    if length is None:
        return string[first:]
    if length < 1:
        raise Failure(f"expected a length of at least 1, found {length}")
    return string[first : first + int(min(length, Decimal(len(string))))]


@library.function("string length", "string: string")
def string_length(_run: Run, string: str) -> Value:
    return Decimal(len(string))


@library.function("upper case", "string: string")
def upper_case(_run: Run, string: str) -> Value:
    return string.upper()


@library.function("lower case", "string: string")
def lower_case(_run: Run, string: str) -> Value:
    return string.lower()


@library.function("substring before", "string: string, match: string")
def substring_before(_run: Run, string: str, match: str) -> Value:
    head, found, _ = string.partition(match) if match else ("", "", "")
    return head if found else ""


@library.function("substring after", "string: string, match: string")
def substring_after(_run: Run, string: str, match: str) -> Value:
    return string.partition(match)[2] if match else string


@library.function("contains", "string: string, match: string")
def contains(_run: Run, string: str, match: str) -> Value:
    return match in string


@library.function("starts with", "string: string, match: string")
def starts_with(_run: Run, string: str, match: str) -> Value:
    return string.startswith(match)


@library.function("ends with", "string: string, match: string")
def ends_with(_run: Run, string: str, match: str) -> Value:
    return string.endswith(match)


@library.function("matches", "input: string, pattern: string, flags?: string?")
def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> Value:
    return matching(run, text, compiled(pattern, flags or ""))


@library.function("replace", "input: string, pattern: string, replacement: string, flags?: string?")
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> Value:
    return replaced(run, text, compiled(pattern, flags or ""), replacement, is_literal="q" in (flags or ""))


@library.function("split", "string: string, delimiter: string")
def split(run: Run, string: str, delimiter: str) -> Value:
    return splitted(run, string, compiled(delimiter, ""))


@library.function("string join", "list: list, delimiter?: string?")
def string_join(run: Run, items: list[Value], delimiter: str | None = None) -> Value:
    """Nulls in the list are left out."""
    run.spend(len(items))
    if any(item is not None and not isinstance(item, str) for item in items):
        raise Failure("expected strings only")
    texts = [item for item in items if item is not None]
    size = sum(map(len, texts)) + len(delimiter or "") * max(len(texts) - 1, 0)
    if size > LIMITS.string_chars:
        raise exceeded("string_chars", found=str(size))
    return (delimiter or "").join(texts)
