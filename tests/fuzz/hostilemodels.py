"""DMN files that were written to do harm."""

import random

from tests.fuzz.seeds import hostile

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def _file(body: str, before: str = "") -> bytes:
    return f'{before}<definitions xmlns="{NAMESPACE}" id="d" name="d" namespace="urn:d">{body}</definitions>'.encode()


def _decision(number: int, logic: str, needs: str = "") -> str:
    return f'<decision id="d{number}" name="d{number}"><variable name="d{number}"/>{needs}{logic}</decision>'


def _literal(text: str) -> str:
    return f"<literalExpression><text>{text}</text></literalExpression>"


def _need(number: int) -> str:
    return f'<informationRequirement><requiredDecision href="#d{number}"/></informationRequirement>'


def _entity_bomb(rng: random.Random) -> bytes:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, rng.choice([5, 12])))
    where = rng.choice(['<decision id="a" name="&e4;"/>', "<description>&e4;</description>", _literal("&e4;")])
    return _file(where, f'<!DOCTYPE d [<!ENTITY e0 "{"x" * 100}">{levels}]>')


def _outside(rng: random.Random) -> bytes:
    kind = rng.choice(
        ['SYSTEM "file:///etc/passwd"', 'SYSTEM "http://127.0.0.1:9/x"', 'PUBLIC "x" "file:///etc/hosts"']
    )
    return _file(_decision(1, _literal("&e;")), f"<!DOCTYPE d [<!ENTITY e {kind}>]>")


def _deep_xml(rng: random.Random) -> bytes:
    depth = rng.choice([50, 90, 200, 254, 300, 5_000])
    tag = rng.choice(["list", "context><contextEntry", "invocation", "functionDefinition", "description", "if"])
    closing = "".join(f"</{part}>" for part in reversed(tag.split("><")))
    return _file(_decision(1, f"<{tag}>" * depth + _literal("1") + closing * depth))


def _chain(rng: random.Random) -> bytes:
    """A long line of decisions, perhaps with its end tied to its start."""
    count = rng.choice([10, 60, 150, 1_000, 3_000])
    last = _need(rng.randrange(count)) if rng.random() < 0.5 else ""
    decisions = [_decision(n, _literal(f"d{n + 1} + 1"), _need(n + 1)) for n in range(count - 1)]
    return _file("".join([*decisions, _decision(count - 1, _literal("1"), last)]))


def _mesh(rng: random.Random) -> bytes:
    """Every decision needs all before it, twice."""
    count = rng.choice([10, 40, 120])
    return _file(
        "".join(
            _decision(
                n, _literal(" + ".join(f"d{m}" for m in range(n)) or "1"), "".join(_need(m) * 2 for m in range(n))
            )
            for n in range(count)
        )
    )


def _types(rng: random.Random) -> bytes:
    """Item definitions in a long line, a ring, or each made of the one before twice."""
    count = rng.choice([5, 40, 90, 1_500])
    form = rng.randrange(3)
    parts = []
    for n in range(count):
        below = f"t{(n + 1) % count if form == 1 else n + 1}" if n + 1 < count or form == 1 else "number"
        inner = (
            f"<typeRef>{below}</typeRef>"
            if form < 2
            else "".join(f'<itemComponent name="{name}"><typeRef>{below}</typeRef></itemComponent>' for name in "ab")
        )
        parts.append(f'<itemDefinition name="t{n}">{inner}</itemDefinition>')
    data = '<inputData id="i" name="i"><variable name="i" typeRef="t0"/></inputData>'
    need = '<informationRequirement><requiredInput href="#i"/></informationRequirement>'
    return _file("".join(parts) + data + _decision(1, _literal("i"), need))


def _knowledge(rng: random.Random) -> bytes:
    """Knowledge models that call each other without an end."""
    count = rng.choice([2, 20, 300])
    ring = rng.random() < 0.5
    models = [
        f'<businessKnowledgeModel id="k{n}" name="k{n}"><variable name="k{n}"/>'
        '<encapsulatedLogic><formalParameter name="a"/>'
        f"{_literal(f'k{(n + 1) % count}(a) + k{(n + 1) % count}(a)' if ring or n + 1 < count else 'a')}"
        "</encapsulatedLogic>"
        f'<knowledgeRequirement><requiredKnowledge href="#k{(n + 1) % count if ring else min(n + 1, count - 1)}"/>'
        "</knowledgeRequirement></businessKnowledgeModel>"
        for n in range(count)
    ]
    need = '<knowledgeRequirement><requiredKnowledge href="#k0"/></knowledgeRequirement>'
    return _file("".join(models) + _decision(1, _literal("k0(1)"), need))


def _huge(rng: random.Random) -> bytes:
    """More of one thing than anybody needs."""
    count = rng.choice([300, 1_500, 4_000])
    match rng.randrange(8):
        case 0:
            return _file(_decision(1, "<list>" + _literal("1") * count + "</list>"))
        case 1:
            entries = "".join(
                f'<contextEntry><variable name="a b{n}"/>{_literal(f"a b{n - 1} + 1" if n else "1")}</contextEntry>'
                for n in range(count)
            )
            return _file(_decision(1, f"<context>{entries}</context>"))
        case 2:
            value = "1 + " * rng.choice([0, 40]) + "1"
            rows = "".join(
                f"<rule><inputEntry><text>&lt; {n}</text></inputEntry>"
                f"<outputEntry><text>{value}</text></outputEntry></rule>"
                for n in range(count)
            )
            columns = "<input><inputExpression><text>1</text></inputExpression></input><output/>"
            return _file(_decision(1, f"<decisionTable>{columns}{rows}</decisionTable>"))
        case 3:
            return _file("".join(f'<inputData id="i{n}" name="a i{n}"/>' for n in range(count)))
        case 4:
            need = "".join(
                f'<informationRequirement><requiredInput href="#i{n}"/></informationRequirement>' for n in range(count)
            )
            data = "".join(f'<inputData id="i{n}" name="a i{n}"/>' for n in range(count))
            return _file(data + _decision(1, _literal("a i1 + a i2"), need))
        case 5:
            return _file(
                _decision(
                    1,
                    _literal(
                        hostile(rng)
                        .encode("utf-8", "ignore")
                        .decode()
                        .replace("&", "")
                        .replace("<", "")
                        .replace("\0", "")
                    ),
                )
            )
        case 6:
            columns = "".join(f'<column name="a c{n}"/>' for n in range(count))
            return _file(_decision(1, f"<relation>{columns}<row>{_literal('1') * count}</row></relation>"))
    size = rng.choice([100_000, 5_300_000])
    return _file(f"<description>{'x' * size}</description>")


def _bindings(rng: random.Random) -> bytes:
    """A function with many parameters, and a service with many inputs."""
    count = rng.choice([10, 300, 2_000])
    parameters = "".join(f'<formalParameter name="a p{n}"/>' for n in range(count))
    bindings = "".join(f'<binding><parameter name="a p{n}"/>{_literal("1")}</binding>' for n in range(count))
    function = f"<functionDefinition>{parameters}{_literal('a p1')}</functionDefinition>"
    return _file(_decision(1, f"<invocation>{function}{bindings}</invocation>"))


def _nothing(rng: random.Random) -> bytes:
    return rng.choice(
        [
            b"",
            b"\x00",
            b"<",
            b"<a/>",
            b"<definitions/>",
            b"\xff\xfe",
            b"<?xml version='1.0' encoding='nonsense'?><a/>",
            _file(""),
            _file("")[:-1],
            b"\xef\xbb\xbf" + _file(""),
            _file("", "<?xml version='1.1'?>"),
            b"%PDF-1.4",
            b"PK\x03\x04",
            b"{}",
        ]
    )


HOSTILE = (_entity_bomb, _outside, _deep_xml, _chain, _mesh, _types, _knowledge, _huge, _huge, _bindings, _nothing)
