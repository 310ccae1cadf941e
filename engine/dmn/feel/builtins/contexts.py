"""Context functions (DMN 1.5, 10.3.4.9)."""

from engine.dmn.feel.builtins.registry import Library
from engine.dmn.feel.limits import LIMITS, exceeded
from engine.dmn.feel.problems import Failure
from engine.dmn.feel.run import Run
from engine.dmn.feel.values import Value

library = Library()


@library.function("get value", "context: context?, key: string")
def get_value(_run: Run, context: dict[str, Value] | None, key: str) -> Value:
    return (context or {}).get(key)


@library.function("get value", "m: context, key: string")
def get_value_of_m(_run: Run, context: dict[str, Value], key: str) -> Value:
    return context.get(key)


@library.function("get entries", "context: context")
@library.function("get entries", "m: context")
def get_entries(run: Run, context: dict[str, Value]) -> Value:
    run.spend(len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


@library.function("context", "entries: list")
def context_of(run: Run, entries: list[Value]) -> Value:
    run.spend(len(entries))
    result: dict[str, Value] = {}
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str) or "value" not in entry:
            raise Failure('expected entries such as {key: "a", value: 1}')
        if entry["key"] in result:
            raise Failure(f"expected each key once, found {entry['key']!r} twice")
        result[entry["key"]] = entry["value"]
    return result


@library.function("context put", "context: context, key: string, value: any")
def context_put(run: Run, context: dict[str, Value], key: str, value: Value) -> Value:
    run.spend(len(context))
    return {**context, key: value}


@library.function("context put", "context: context, keys: list, value: any")
def context_put_nested(run: Run, context: dict[str, Value], keys: list[Value], value: Value) -> Value:
    """The value replaces what lies at the end of the keys; contexts on the way are made where there are none."""
    if not keys:
        raise Failure("expected at least one key")
    if len(keys) > LIMITS.nesting:
        raise exceeded("nesting", found=str(len(keys)))
    run.spend(len(context))
    key, *rest = keys
    if not isinstance(key, str):
        raise Failure("expected keys that are strings")
    if not rest:
        return {**context, key: value}
    inner = context.get(key)
    if inner is None:
        inner = {}
    if not isinstance(inner, dict):
        raise Failure(f"expected a context at {key!r}")
    return {**context, key: context_put_nested(run, inner, rest, value)}


@library.function("context merge", "contexts: list")
def context_merge(run: Run, contexts: list[Value]) -> Value:
    merged: dict[str, Value] = {}
    for context in contexts:
        if not isinstance(context, dict):
            raise Failure("expected contexts only")
        run.spend(len(context))
        merged |= context
    return merged
