"""What an expression may use: caps on source, work and size, so that untrusted text can be run."""

from dataclasses import dataclass

from engine.errors import LimitExceeded


@dataclass(frozen=True)
class Limits:
    """Every cap by name; the name is part of the message when it is reached."""

    source_chars: int = 100_000
    nesting: int = 60  # Python itself stops a little deeper
    name_words: int = 50
    chain: int = 250
    parse_retries: int = 2_000
    number_digits: int = 6_200
    steps: int = 1_000_000
    seconds: float = 0.6  # of processor time, so that a busy machine stops nothing
    recursion: int = 100
    string_chars: int = 1_000_000
    list_items: int = 200_000
    result_items: int = 200_000
    regex_seconds: float = 0.25
    problems: int = 100


LIMITS = Limits()


def placed(error: LimitExceeded, line: int, column: int, element: str | None = None) -> LimitExceeded:
    """The error with the place where it arose; the innermost place is named first and stays."""
    if "line" not in error.details:
        error.details |= {"line": line, "column": column}
        if element:
            error.details["element"] = element
        where = f"{element}, line" if element else "line"
        error.message = f"{where} {line}, column {column}: {error.message}"
        error.args = (error.message,)
    return error


def exceeded(name: str, *, found: str = "") -> LimitExceeded:
    """The error for the cap called `name` of Limits."""
    cap = getattr(LIMITS, name)
    detail = f", found {found}" if found else ""
    return LimitExceeded(
        f"limit {name} reached: at most {cap} allowed{detail}; make the expression or its data smaller",
        details={"limit": name, "maximum": cap},
    )
