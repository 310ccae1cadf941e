"""Translates XPath regular expressions (XML Schema's plus anchors, groups, back-references) to the `regex` library."""

from engine.dmn.feel.problems import Failure

_NAME_START = (
    r"_:A-Za-z\xC0-\xD6\xD8-\xF6\xF8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD"
)
_NAME_PART = _NAME_START + r"\-.0-9\xB7\u0300-\u036F\u203F-\u2040"
_CLASSES = {
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "s": r"[ \t\n\r]",
    "S": r"[^ \t\n\r]",
    "w": r"[^\p{P}\p{Z}\p{C}]",
    "W": r"[\p{P}\p{Z}\p{C}]",
    "i": f"[{_NAME_START}]",
    "I": f"[^{_NAME_START}]",
    "c": f"[{_NAME_PART}]",
    "C": f"[^{_NAME_PART}]",
}
_MAX_COUNT = 1000
_SINGLE = "nrt\\|.?*+(){}-[]^$"


def translate(pattern: str, flags: str) -> str:
    """The pattern for the `regex` library; Failure for what XPath does not know, such as look-ahead."""
    return _Translator(_without_space(pattern) if "x" in flags else pattern, flags).whole()


def _without_space(pattern: str) -> str:
    """White space taken out, but not out of character classes."""
    kept: list[str] = []
    depth = 0
    for char in pattern:
        is_escaped = len(kept) > 0 and kept[-1] == "\\" and kept[-2:] != ["\\", "\\"]
        if not is_escaped:
            depth += (char == "[") - (char == "]")
        if depth > 0 or char not in " \t\n\r":
            kept.append(char)
    return "".join(kept)


class _Translator:
    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = pattern
        end = {} if "m" in flags else {"$": r"\Z"}
        self.plain = end if "s" in flags else {**end, ".": r"[^\n\r]"}
        self.index = 0
        self.open_groups: list[int | None] = []
        self.weights = [1]  # how often the patterns repeat what is in the groups that are open, at most
        self.weight = 1  # and what is in the last atom
        self.groups = 0
        self.closed: set[int] = set()

    def whole(self) -> str:
        parts: list[str] = []
        may_repeat = False
        while self.index < len(self.pattern):
            char = self.pattern[self.index]
            if char in "*+?{":
                if not may_repeat:
                    raise self.error("something to repeat")
                parts.append(self._quantifier())
                may_repeat = False
                continue
            self.weight = 1
            parts.append(self._atom(char))
            may_repeat = char not in "(|"
        if self.open_groups:
            raise self.error("')' to close a group")
        return "".join(parts)

    def error(self, expected: str) -> Failure:
        return Failure(f"expected {expected} in the regular expression {self.pattern[:60]!r}")

    def _atom(self, char: str) -> str:
        match char:
            case "\\":
                return self._escape(in_class=False)
            case "[":
                return self._character_class()
            case "(":
                return self._open_group()
            case ")":
                return self._close_group()
            case "]" | "}":
                raise self.error(f"\\{char} for a {char}")
        self.index += 1
        return self.plain.get(char, char)

    def _open_group(self) -> str:
        self.index += 1
        if self.pattern.startswith("?:", self.index):
            self.index += 2
            self.open_groups.append(None)
            self.weights.append(1)
            return "(?:"
        if self.pattern.startswith("?", self.index):
            raise self.error("a plain group")
        self.groups += 1
        self.open_groups.append(self.groups)
        self.weights.append(1)
        return "("

    def _close_group(self) -> str:
        if not self.open_groups:
            raise self.error("'(' before ')'")
        closed = self.open_groups.pop()
        self.weight = self.weights.pop()
        self.weights[-1] = max(self.weights[-1], self.weight)
        if closed is not None:
            self.closed.add(closed)
        self.index += 1
        return ")"

    def _quantifier(self) -> str:
        start = self.index
        if self.pattern[start] == "{":
            end = self.pattern.find("}", start)
            body = self.pattern[start + 1 : end] if end > 0 else ""
            low, comma, high = body.partition(",")
            is_range = low.isdecimal() and (not high or high.isdecimal()) and low.isascii() and high.isascii()
            if not is_range or (high and int(high) < int(low)):
                raise self.error("a count such as {2}, {2,} or {2,5}")
            self.weight *= max(int(low), int(high or 0), 1)
            if self.weight > _MAX_COUNT:
                raise self.error(f"a count of at most {_MAX_COUNT}, also of groups in groups")
            self.weights[-1] = max(self.weights[-1], self.weight)
            self.index = end + 1
            text = "{" + low + comma + high + "}"
        else:
            self.index += 1
            text = self.pattern[start]
        if self.pattern.startswith("?", self.index):
            self.index += 1
            text += "?"
        return text

    def _escape(self, *, in_class: bool) -> str:
        char = self.pattern[self.index + 1 : self.index + 2]
        self.index += 2
        if char in _CLASSES and char:
            return _CLASSES[char]
        if char and char in "pP":
            return self._property(char)
        if char.isdigit() and char != "0" and not in_class:
            return self._back_reference(char)
        if not char or char not in _SINGLE:
            raise self.error(f"a known escape, not \\{char}")
        return "\\" + char

    def _back_reference(self, digits: str) -> str:
        while (
            self.pattern[self.index : self.index + 1].isdigit()
            and int(digits + self.pattern[self.index]) <= self.groups
        ):
            digits += self.pattern[self.index]
            self.index += 1
        if int(digits) not in self.closed:
            raise self.error(f"a closed group before \\{digits}")
        return rf"(?:\{digits})" if len(digits) == 1 else rf"(?:\g<{digits}>)"

    def _property(self, char: str) -> str:
        end = self.pattern.find("}", self.index)
        if not self.pattern.startswith("{", self.index) or end < 0:
            raise self.error(f"a category such as \\{char}{{Lu}}")
        name = self.pattern[self.index + 1 : end]
        self.index = end + 1
        if not name.isascii() or not name.replace("-", "").isalnum():
            raise self.error(f"a category such as \\{char}{{Lu}}")
        if name.startswith("Is"):
            name = "In" + name[2:].replace("-", "_")
        return f"\\{char}{{{name}}}"

    def _character_class(self) -> str:
        """`[a-z-[aeiou]]`, with subtraction as a set difference."""
        self.index += 1
        negated = self.pattern.startswith("^", self.index)
        self.index += negated
        parts: list[str] = []
        subtracted = ""
        while not self.pattern.startswith("]", self.index):
            if self.index >= len(self.pattern):
                raise self.error("']' to close a class")
            if self.pattern.startswith("-[", self.index):
                self.index += 1
                subtracted = self._character_class()
                if not self.pattern.startswith("]", self.index):
                    raise self.error("']' after a subtracted class")
                break
            parts.append(self._class_part())
        if not parts:
            raise self.error("something in a class")
        self.index += 1
        plain = f"[{'^' if negated else ''}{''.join(parts)}]"
        return f"[{plain}--{subtracted}]" if subtracted else plain

    def _class_part(self) -> str:
        low, text = self._class_char()
        if low is None or not self._is_range():
            return text
        self.index += 1
        high, high_text = self._class_char()
        if high is None or high < low:
            raise self.error("an ascending range in a class")
        return f"{text}-{high_text}"

    def _is_range(self) -> bool:
        rest = self.pattern[self.index : self.index + 2]
        return rest.startswith("-") and len(rest) == 2 and rest[1] not in "]["

    def _class_char(self) -> tuple[str | None, str]:
        """The character, if it is a single one, and its translation."""
        char = self.pattern[self.index]
        if char == "\\":
            text = self._escape(in_class=True)
            if len(text) == 2 and text[0] == "\\":
                return {"n": "\n", "r": "\r", "t": "\t"}.get(text[1], text[1]), text
            return None, text
        if char == "[":
            raise self.error(r"\[ in a class")
        self.index += 1
        return char, "\\" + char if char in "^-&|~[]\\" else char
