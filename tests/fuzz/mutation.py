"""Changes texts: token by token and byte by byte."""

import random
import re

_TOKEN = re.compile(r'\w+|"(?:[^"\\]|\\.)*"|\s+|\.\.|\*\*|[<>!]=|.', re.DOTALL)
_SPICE = (
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    ".",
    "..",
    "+",
    "-",
    "*",
    "/",
    "**",
    "=",
    "!=",
    "<",
    ">",
    "in",
    "and",
    "or",
    "not",
    "if",
    "then",
    "else",
    "for",
    "return",
    "some",
    "every",
    "satisfies",
    "between",
    "instance of",
    "function",
    "null",
    "true",
    "?",
    "item",
    "partial",
    "1",
    "0",
    "1e6144",
    '"a"',
    '"',
    "@",
    '@"P1D"',
    "x",
    "external",
    "list<",
    "\\",
    "/*",
    "*/",
    "//",
    "\n",
    "\u2028",
    "\u00a0",
    "😀",
    "\ud800",
    "\x00",
    "\u0301",
)


def mutated_tokens(rng: random.Random, text: str, others: tuple[str, ...]) -> str:
    """Tokens removed, doubled, swapped, replaced, or taken from another text."""
    tokens = _TOKEN.findall(text[:5_000]) or [""]
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(tokens))
        match rng.randrange(6):
            case 0 if len(tokens) > 1:
                del tokens[at]
            case 1:
                tokens.insert(at, rng.choice(tokens))
            case 2:
                other = rng.randrange(len(tokens))
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case 3:
                tokens[at] = rng.choice(_SPICE)
            case 4:
                tokens.insert(at, f" {rng.choice(_SPICE)} ")
            case _:
                part = _TOKEN.findall(rng.choice(others))
                start = rng.randrange(len(part))
                tokens[at:at] = part[start : start + rng.randint(1, 8)]
    return "".join(tokens)


def mutated_bytes(rng: random.Random, data: bytes) -> bytes:
    """Bytes flipped, removed, inserted, cut off or repeated."""
    found = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(found) + 1)
        match rng.randrange(5):
            case 0 if at < len(found):
                found[at] ^= 1 << rng.randrange(8)
            case 1:
                del found[at : at + rng.randint(1, 5)]
            case 2:
                found[at:at] = bytes(rng.randrange(256) for _ in range(rng.randint(1, 3)))
            case 3:
                found[at:at] = found[at : at + rng.randint(1, 200)]
            case _ if rng.random() < 0.2:
                del found[at:]
            case _:
                found[at:at] = rng.choice(_SPICE).encode("utf-8", "surrogatepass")
    return bytes(found)
