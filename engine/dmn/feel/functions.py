"""Functions as values, and how they are called with positional and named arguments (DMN 1.5, 10.3.2.13)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from engine.dmn.feel.problems import Failure
from engine.dmn.feel.run import Code, Frame, Run
from engine.dmn.feel.types import ANY, NoConversion, Type, convert, is_subtype
from engine.dmn.feel.values import Function, Value, kind


class Callee(Function):
    """A function that can be run: `call` takes the arguments in the order of `parameters`."""

    __slots__ = ()

    def call(self, arguments: Sequence[Value], run: Run) -> Value:
        raise NotImplementedError

    def call_named(self, arguments: Mapping[str, Value], run: Run) -> Value:
        """Arguments by parameter name; Failure for one that is missing or unknown."""
        unknown = [name for name in arguments if name not in self.parameters]
        missing = [name for name in self.parameters if name not in arguments]
        if unknown or missing:
            raise Failure(
                f"{self.name}: expected the parameters {_listed(self.parameters)}, found {_listed(arguments)}"
            )
        return self.call([arguments[name] for name in self.parameters], run)


def callee(value: Value) -> Callee:
    """The value, if it can be called; Failure if not."""
    if not isinstance(value, Callee):
        raise Failure(f"expected a function to call, found {kind(value)}")
    return value


def _listed(names: Sequence[str] | Mapping[str, Value]) -> str:
    return ", ".join(names) or "none"


class Closure(Callee):
    """A function written in FEEL, with the frame where it was defined."""

    __slots__ = ("_body", "_frame", "_price", "_result", "_types")

    def __init__(
        self,
        name: str,
        parameters: tuple[str, ...],
        types: tuple[Type | None, ...],
        body: Code,
        frame: Frame | None,
        result: Type | None = None,
        price: int = 1,
    ) -> None:
        super().__init__(name, parameters)
        self._price = price
        self._types = types
        self._body = body
        self._frame = frame
        self._result = result

    def call(self, arguments: Sequence[Value], run: Run) -> Value:
        if len(arguments) != len(self.parameters):
            raise Failure(f"{self.name}: expected {len(self.parameters)} arguments, found {len(arguments)}")
        values = {
            name: argument if type_ is None else self._converted(name, argument, type_, run)
            for name, argument, type_ in zip(self.parameters, arguments, self._types, strict=True)
        }
        run.enter(self._price)
        result = self._body(Frame(values, run, self._frame))
        run.leave()
        return result if self._result is None else self._converted("result", result, self._result, run)

    def has_type(self, parameters: tuple[Type, ...], result: Type) -> bool:
        """Parameters without a type take anything; a result without a type is taken to fit."""
        taken = tuple(type_ or ANY for type_ in self._types)
        if len(taken) != len(parameters):
            return False
        takes_all = all(is_subtype(given, type_) for given, type_ in zip(parameters, taken, strict=True))
        return takes_all and (self._result is None or is_subtype(self._result, result))

    def _converted(self, name: str, value: Value, type_: Type, run: Run) -> Value:
        try:
            return convert(value, type_, run)
        except NoConversion as found:
            raise Failure(f"{self.name}: {name}: {found}") from None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a built-in; `kinds` are the kinds it takes, none meaning any."""

    name: str
    kinds: frozenset[str]
    is_optional: bool = False
    is_nullable: bool = False


class Unfit(Exception):
    """Arguments do not fit one signature of a built-in."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a built-in: its parameters, and the Python function that does the work."""

    parameters: tuple[Parameter, ...]
    is_variadic: bool
    body: Callable[..., Value]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(parameter.name for parameter in self.parameters)

    # of a variadic signature the last parameter takes all further arguments as one list

    def bind(self, arguments: Sequence[Value]) -> list[Value]:
        """The arguments, converted; Unfit says which one does not fit."""
        if self.is_variadic:
            fixed = len(self.parameters) - 1
            if len(arguments) <= fixed:
                raise Unfit(f"expected at least {fixed + 1} arguments, found {len(arguments)}")
            first = [self._argument(p, a) for p, a in zip(self.parameters, arguments[:fixed], strict=False)]
            return [*first, list(arguments[fixed:])]
        if len(arguments) > len(self.parameters):
            raise Unfit(f"expected at most {len(self.parameters)} arguments, found {len(arguments)}")
        bound = []
        for index, parameter in enumerate(self.parameters):
            if index < len(arguments):
                bound.append(self._argument(parameter, arguments[index]))
            elif not parameter.is_optional:
                raise Unfit(f"expected an argument for {parameter.name}")
        return bound

    def bind_named(self, arguments: Mapping[str, Value]) -> list[Value]:
        if self.is_variadic:
            raise Unfit("expected arguments by position")
        unknown = [name for name in arguments if name not in self.names]
        if unknown:
            raise Unfit(f"expected the parameters {_listed(self.names)}, found {_listed(arguments)}")
        bound = []
        for parameter in self.parameters:
            if parameter.name in arguments:
                bound.append(self._argument(parameter, arguments[parameter.name]))
            elif parameter.is_optional:
                bound.append(None)
            else:
                raise Unfit(f"expected an argument for {parameter.name}")
        return bound

    def takes(self, parameters: tuple[Type, ...]) -> bool:
        """Whether arguments of these types can be bound."""
        if self.is_variadic:
            return len(parameters) >= len(self.parameters)
        required = sum(not parameter.is_optional for parameter in self.parameters)
        if not required <= len(parameters) <= len(self.parameters):
            return False
        return all(
            not parameter.kinds or type_.name in parameter.kinds
            for parameter, type_ in zip(self.parameters, parameters, strict=False)
        )

    def _argument(self, parameter: Parameter, value: Value) -> Value:
        if not parameter.kinds:
            return value
        found = kind(value)
        if found in parameter.kinds or (value is None and parameter.is_nullable):
            return value
        if isinstance(value, list) and len(value) == 1 and kind(value[0]) in parameter.kinds:
            return value[0]
        if "list" in parameter.kinds and value is not None:
            return [value]
        raise Unfit(f"{parameter.name}: expected {' or '.join(sorted(parameter.kinds))}, found {found}")


_PER_STEP = 64  # characters or items that a built-in handles in one step


class BuiltIn(Callee):
    """A function of the specification's library, with all its signatures."""

    __slots__ = ("signatures",)

    def __init__(self, name: str, signatures: tuple[Signature, ...]) -> None:
        super().__init__(name, tuple(parameter.name for parameter in signatures[0].parameters))
        self.signatures = signatures

    def call(self, arguments: Sequence[Value], run: Run) -> Value:
        return self._call(lambda signature: signature.bind(arguments), run)

    def call_named(self, arguments: Mapping[str, Value], run: Run) -> Value:
        # two signatures may have the same names, as before(point, range) and before(range, point): the order tells
        names = tuple(arguments)
        signatures = sorted(self.signatures, key=lambda signature: signature.names != names)
        return self._call(lambda signature: signature.bind_named(arguments), run, signatures)

    def has_type(self, parameters: tuple[Type, ...], _result: Type) -> bool:
        return any(signature.takes(parameters) for signature in self.signatures)

    def _call(self, bind: Callable[[Signature], list[Value]], run: Run, signatures: Sequence[Signature] = ()) -> Value:
        reasons: list[str] = []
        for signature in signatures or self.signatures:
            try:
                bound = bind(signature)
            except Unfit as reason:
                reasons.append(str(reason))
                continue
            run.spend(1 + sum(len(value) // _PER_STEP for value in bound if isinstance(value, str | list)))
            try:
                return signature.body(run, *bound)
            except Failure as failure:
                raise Failure(f"{self.name}: {failure}") from None
        raise Failure(f"{self.name}: {'; or '.join(dict.fromkeys(reasons))}")
