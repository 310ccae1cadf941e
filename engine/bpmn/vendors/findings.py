"""What one file says in the words of other tools: problems, and the harmless rest, which is listed once."""

from collections.abc import Callable, Mapping
from typing import Any

from engine.bpmn.vendors.expressions import TooLarge, Untranslatable
from engine.errors import Problem, Severity

EXTENSION = "vendor-extension"
EXPRESSION = "vendor-expression"
SCRIPT = "vendor-script"
OPERATION = "vendor-operation"
FORM = "vendor-form"

MAX_CHARS = 100_000  # of expressions in other languages that are read per file
_LARGE = 5_000  # what an expression costs that turns out to be too large
_LISTED = 20


class Findings:
    """The problems of one file; nothing is reported while `is_muted`, that is within a mere drawing."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.is_muted = False
        self._spent = 0
        self._harmless: dict[str, dict[str, tuple[int, Any]]] = {}

    def report(self, severity: Severity, rule: str, message: str, hint: str, node: Any) -> None:
        """List a problem at `node`; it is named by the innermost element around it that has an id."""
        if self.is_muted:
            return
        element_id = next((one.get("id") for one in (node, *node.iterancestors()) if one.get("id")), None)
        self.problems.append(Problem(rule, message, hint, element_id, self.file, node.sourceline, severity))

    def error(self, rule: str, message: str, hint: str, node: Any) -> None:
        """Leaving it out would change what runs."""
        self.report("error", rule, message, hint, node)

    def warning(self, rule: str, message: str, hint: str, node: Any) -> None:
        """It has no effect here, and somebody may count on it."""
        self.report("warning", rule, message, hint, node)

    def harmless(self, vendor: str, what: str, node: Any) -> None:
        """It has no effect here, and nobody misses it; told once per vendor."""
        if not self.is_muted:
            count, first = self._harmless.setdefault(vendor, {}).get(what, (0, node))
            self._harmless[vendor][what] = (count + 1, first)

    def translated(self, node: Any, what: str, text: str, translate: Callable[[str], str]) -> str | None:
        """`text` in the engine's words; an expression without an equivalent is a problem, and None."""
        try:
            self.spend(text)
            return translate(text)
        except Untranslatable as error:
            self._spent += _LARGE if isinstance(error, TooLarge) else 0
            message = f"{what}: {_shown(text)} cannot be translated to FEEL: {error}"
            self.error(EXPRESSION, message, "write it in FEEL after a leading =, or leave it out", node)
            return None

    def spend(self, text: str) -> None:
        """Count an expression that is about to be read; Untranslatable when the file has too many."""
        self._spent += len(text)
        if self._spent > MAX_CHARS:
            raise Untranslatable(f"the file holds more than {MAX_CHARS:,} characters of such expressions; split it")

    def finished(self) -> list[Problem]:
        """All problems, the harmless ones of each vendor as one."""
        listed = [self._told(vendor, found) for vendor, found in sorted(self._harmless.items())]
        return [*self.problems, *listed]

    def _told(self, vendor: str, found: Mapping[str, tuple[int, Any]]) -> Problem:
        names = [name if count == 1 else f"{name} ({count} times)" for name, (count, _) in sorted(found.items())]
        more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
        message = f"{vendor}: kept in the file, without effect here: {', '.join(names[:_LISTED])}{more}"
        line = min((node.sourceline or 0 for _, node in found.values()), default=0) or None
        return Problem(EXTENSION, message, "nothing has to be done", None, self.file, line, "info")


def _shown(text: str) -> str:
    joined = " ".join(text.split())
    return joined if len(joined) <= 120 else f"{joined[:117]}..."
