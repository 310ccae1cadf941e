"""Regular expressions of XPath (fn:matches, fn:replace, fn:tokenize) on the `regex` library, bounded in time."""

from functools import lru_cache

import regex

from engine.dmn.feel.limits import LIMITS, exceeded
from engine.dmn.feel.problems import Failure
from engine.dmn.feel.run import Run
from engine.dmn.feel.values import Value
from engine.dmn.feel.xpath import translate

_FLAGS = {"s": regex.DOTALL, "m": regex.MULTILINE, "i": regex.IGNORECASE}
_MAX_PATTERN = 2_000
_TICK = 0.001  # no time-out at all would mean endless time


@lru_cache(maxsize=512)
def compiled(pattern: str, flags: str) -> regex.Pattern[str]:
    """Failure if the pattern or a flag (of s, m, i, x, q) is not one of XPath's."""
    if len(pattern) > _MAX_PATTERN:
        raise exceeded("source_chars", found=str(len(pattern)))
    unknown = set(flags) - set("smixq")
    if unknown:
        raise Failure(f"expected flags out of s, m, i, x, q, found {''.join(sorted(unknown))!r}")
    options = regex.VERSION1
    for flag in flags:
        if flag in _FLAGS and (flag == "i" or "q" not in flags):
            options |= _FLAGS[flag]
    text = regex.escape(pattern) if "q" in flags else translate(pattern, flags)
    text = "(?-f)" + text  # one character is equal to one character, whatever its case
    try:
        return regex.compile(text, options)
    except (regex.error, RecursionError, ValueError) as error:
        raise Failure(f"expected a regular expression, found {pattern[:60]!r}: {error}") from None


def matching(run: Run, text: str, pattern: regex.Pattern[str]) -> bool:
    """Whether the pattern is found anywhere in the text."""
    try:
        return pattern.search(text, timeout=_seconds(run, text)) is not None
    except TimeoutError:
        raise exceeded("regex_seconds") from None


def replaced(run: Run, text: str, pattern: regex.Pattern[str], replacement: str, *, is_literal: bool) -> str:
    """Every match replaced; `$1` stands for a group, `\\$` and `\\\\` for themselves."""
    template = [replacement] if is_literal else _template(replacement, pattern.groups)
    parts: list[str] = []
    size = last = 0
    for match in _matches(run, text, pattern):
        new = "".join(part if isinstance(part, str) else match.group(part) or "" for part in template)
        parts += [text[last : match.start()], new]
        size += len(parts[-1]) + len(parts[-2])
        if size > LIMITS.string_chars:
            raise exceeded("string_chars")
        last = match.end()
    return "".join([*parts, text[last:]])


def splitted(run: Run, text: str, pattern: regex.Pattern[str]) -> Value:
    """The parts between the matches."""
    parts: list[str] = []
    last = 0
    for match in _matches(run, text, pattern):
        parts.append(text[last : match.start()])
        last = match.end()
    return [*parts, text[last:]]


def _matches(run: Run, text: str, pattern: regex.Pattern[str]) -> list[regex.Match[str]]:
    if matching(run, "", pattern):
        raise Failure("expected a pattern that does not match the empty text")
    found: list[regex.Match[str]] = []
    try:
        for match in pattern.finditer(text, timeout=_seconds(run, text)):
            run.spend()
            found.append(match)
    except TimeoutError:
        raise exceeded("regex_seconds") from None
    return found


def _seconds(run: Run, text: str) -> float:
    """The time that one search may take; how long patterns take is not seen from their length."""
    run.spend(1 + len(text) // 100)
    return min(LIMITS.regex_seconds, run.look_at_clock() + _TICK)


def _template(replacement: str, groups: int) -> list[str | int]:
    parts: list[str | int] = []
    index = 0
    while index < len(replacement):
        char = replacement[index]
        following = replacement[index + 1 : index + 2]
        if char == "\\":
            if following not in ("$", "\\"):
                raise Failure(f"expected \\$ or \\\\ in the replacement, found {replacement[index : index + 2]!r}")
            parts.append(following)
            index += 2
        elif char == "$":
            end = index + 1
            # as many digits as still name a group; the rest is text
            while replacement[end : end + 1].isdigit() and (
                end == index + 1 or int(replacement[index + 1 : end + 1]) <= groups
            ):
                end += 1
            if end == index + 1:
                raise Failure("expected the number of a group after $ in the replacement")
            number = int(replacement[index + 1 : end])
            parts.append(number if number <= groups else "")
            index = end
        else:
            parts.append(char)
            index += 1
    return parts
