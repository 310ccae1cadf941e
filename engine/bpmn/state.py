"""The saved form of an execution: live tokens, scopes and parked failures; never definitions, never history.

One byte of format version, then a msgpack list. Elements are named by their number in the model, whose digest is in
the state. A reader takes every version up to its own.
"""

from typing import TYPE_CHECKING, Any

from engine.bpmn import codec, visits
from engine.bpmn.failures import Failure
from engine.bpmn.instance import Instance
from engine.bpmn.nodes.eventsubprocesses import EventStart
from engine.bpmn.nodes.gateways import WatchfulGateway
from engine.bpmn.nodes.loops import ITEMS, LoopNode
from engine.bpmn.packing import PackedValues
from engine.bpmn.scopes import Scope
from engine.bpmn.token import READY, WAITING, Token
from engine.bpmn.undo import Record, Undo
from engine.bpmn.waits import (
    CallWait,
    ConditionWait,
    JobWait,
    MessageWait,
    PickWait,
    SignalWait,
    TimerWait,
    UserTaskWait,
    Wait,
)
from engine.errors import Refused

if TYPE_CHECKING:
    from engine.bpmn.run import Run

VERSION = 3

_WAITS: tuple[tuple[type[Any], tuple[str, ...]], ...] = (
    (
        UserTaskWait,
        ("form", "candidate_groups", "assignee", "due_at", "priority", "title", "excluded_users", "context"),
    ),
    (JobWait, ("connector", "operation", "connection", "input", "max_attempts", "iteration")),
    (TimerWait, ("due_at",)),
    (MessageWait, ("message", "correlation_key")),
    (SignalWait, ("signal",)),
    (ConditionWait, ("condition",)),
    (PickWait, ("choices", "may_finish", "group")),
    (CallWait, ("called", "binding", "bundle_id", "input", "attempt")),
)
_WAIT_CODES = {kind: code for code, (kind, _) in enumerate(_WAITS)}
_NAMED = (JobWait, CallWait)  # they know the name of their visit, which follows from the rest
_MISSING = object()
_VISITED = 5  # the place of what was visited in the data of an instance; before version 3 there was none
_LARGE = 1 << 63  # from here on a whole number is written as bytes


def dump(run: "Run") -> bytes:
    """The bytes that `load` takes."""
    instances = list(run.instances.values())
    packed = run.packed
    packed.begin()
    content = [
        run.definitions.digest,
        run.is_cancelled,
        run.last_token_id,
        run.last_instance_id,
        [_instance_data(instance, packed) for instance in instances],
        [_token_data(token, packed) for instance in instances for token in instance.tasks.values()],
        [token.id for token in run.ready if token._state == READY],
        _ended(run),
    ]
    packed.forget_unused()
    return bytes([VERSION]) + codec.pack(content)


def load(run: "Run", state: bytes) -> None:
    """Fill a new run from `state`."""
    if not state or state[0] > VERSION:
        found = state[0] if state else "nothing"
        raise Refused(f"expected a saved state of version {VERSION} or older, found {found}; use the newer release")
    digest, is_cancelled, last_token, last_instance, instances, tokens, ready, ended = codec.unpack(
        state[1:], run.packed.learn
    )
    if digest != run.definitions.digest:
        raise Refused("the saved state belongs to another model; restore it with the bundle it was started with")
    run.is_cancelled = is_cancelled
    run.last_token_id = last_token
    run.last_instance_id = last_instance
    if state[0] < 3:
        for data in instances:
            data.insert(_VISITED, 0)
    _Loading(run).all(instances, tokens)
    by_id = {token.id: token for instance in run.instances.values() for token in instance.tasks.values()}
    run.ready.extend(by_id[token_id] for token_id in ready)
    if ended is not None:
        spec_index, variables = ended
        root = Instance(run, 1, run.definitions.specs[spec_index], None, Scope(variables))
        root.completed = True
        run.root = root


def _ended(run: "Run") -> Any:
    """The last variables of an run that is over: its root instance is in the books no more."""
    root = run.root
    if root is None or not root.completed:
        return None
    return [root.spec.index, _embedded(root.scope.variables, run.packed)]


def _embedded(variables: dict[str, Any], packed: PackedValues) -> dict[str, Any]:
    embedded = packed.embedded
    return {name: embedded(value) for name, value in variables.items()}


def _instance_data(instance: Instance, packed: PackedValues) -> list[Any]:
    host = instance.host
    variables = _embedded(instance.scope.variables, packed)
    passed = None
    if host is not None and instance.scope.outer is not None and instance.scope.outer.is_frozen:
        passed = _passed_data(instance.scope.outer.variables, host.scope, packed)
    return [
        instance.id,
        instance.spec.index,
        0 if host is None else host.id,
        variables,
        passed,
        _visited_data(instance),
        # Only where there is something to say, so that most states end before it.
        *([_rare_data(instance, packed)] if _has_rare_data(instance) else ()),
    ]


def _visited_data(instance: Instance) -> Any:
    """Which elements have been visited: a bit for each; behind it the counts of those visited more than once."""
    bits: int | bytes = instance.visited
    if instance.visited >= _LARGE:
        bits = instance.visited.to_bytes((instance.visited.bit_length() + 7) // 8, "little")
    return [bits, {node.index: count for node, count in instance.visits.items()}] if instance.visits else bits


def _has_rare_data(instance: Instance) -> bool:
    return bool(instance.is_interrupted or instance.within or instance.records or instance.activated)


def _rare_data(instance: Instance, packed: PackedValues) -> list[Any]:
    """What few instances have: interruption, whose scope it lies in, what can be undone, complex gateways at work."""
    activated = [[node.index, sorted(ways)] for node, ways in instance.activated.items()]
    undone = [instance.undone] if instance.undone else []
    return [instance.is_interrupted, instance.within, _records_data(instance.records, packed), activated, *undone]


def _records_data(records: list[Record], packed: PackedValues) -> list[Any]:
    return [[one.number, one.node.index, _undo_data(one.undo, packed), one.visit] for one in records]


def _undo_data(undo: Undo | None, packed: PackedValues) -> list[Any] | None:
    return None if undo is None else [_embedded(undo.variables, packed), _records_data(undo.records, packed)]


def _passed_data(passed: dict[str, Any], caller: Scope, packed: PackedValues) -> list[Any]:
    """What was passed into a called process: names whose value the caller still holds, and the others in full."""
    same = [name for name, value in passed.items() if caller.get(name, _MISSING) is value]
    if len(same) == len(passed) == len(caller):
        return [True, {}]
    held = set(same)
    return [same, _embedded({name: value for name, value in passed.items() if name not in held}, packed)]


def _token_data(token: Token, packed: PackedValues) -> list[Any]:
    instance = token.workflow
    own_scope = _embedded(token.scope.variables, packed) if token.has_own_scope else None
    wait = token.wait
    failure = token.failure
    return [
        token.id,
        instance.id,
        token.task_spec.index,
        token._state,
        token.visit * 8 + token.stage * 2 + token.is_entered,
        token.flow,
        token._parent or 0,
        own_scope,
        None if wait is None else _wait_data(token, wait),
        _memo_data(token, packed),
        token.result if failure is not None else None,
        None if failure is None else [failure.code, failure.message, failure.details],
        # Last and only where there is one, so that states of earlier releases, which end before it, can be read.
        *_of_failed(token, packed),
    ]


def _of_failed(token: Token, packed: PackedValues) -> list[Any]:
    """What a parked token needs beside its result when it goes on."""
    if token.failure is None or (token.actor is None and token.undo is None):
        return []
    return [token.actor] if token.undo is None else [token.actor, _undo_data(token.undo, packed)]


def _memo_data(token: Token, packed: PackedValues) -> Any:
    if not isinstance(token.task_spec, LoopNode) or token.memo is None:
        return token.memo
    # The results grow in place, so only the items may be remembered by their identity.
    return [*token.memo[:ITEMS], packed.embedded(token.memo[ITEMS])]


def _wait_data(token: Token, wait: Wait) -> Any:
    packed = token.packed_wait
    if packed is None:
        code = _WAIT_CODES[type(wait)]
        packed = token.packed_wait = codec.pack([code, *[getattr(wait, name) for name in _WAITS[code][1]]])
    return codec.embed(packed)


class _Loading:
    """Rebuilds instances and tokens in an order in which hosts come before what hangs on them."""

    def __init__(self, run: "Run") -> None:
        self.run = run
        self.tokens: dict[int, Token] = {}

    def all(self, instances: list[Any], tokens: list[Any]) -> None:
        by_instance: dict[int, list[Any]] = {}
        for data in tokens:
            by_instance.setdefault(data[1], []).append(data)
        # An instance is always younger than the token it hangs on, so its number is higher than its host's instance's.
        for data in sorted(instances, key=lambda one: int(one[0])):
            self.instance(data)
            for token_data in by_instance.get(data[0], ()):
                self.token(token_data)
        for token in sorted(self.tokens.values(), key=lambda one: one.id):
            self.register(token)

    def instance(self, data: list[Any]) -> None:
        number, spec_index, host_id, variables, passed, visited, *rare = data
        run = self.run
        host = self.tokens[host_id] if host_id else None
        spec = run.definitions.specs[spec_index]
        is_interrupted, within, records, activated, *undone = rare[0] if rare else (False, 0, [], [])
        if within:
            # It undoes: its scope lies in that of the instance whose activity is undone; a handler's own is local.
            around = run.instances[within]
            scope = Scope(variables, around.scope, is_local=around.spec is spec)
        else:
            scope = self.scope(variables, passed, host)
        instance = Instance(run, number, spec, host, scope)
        instance.is_interrupted = is_interrupted
        instance.within = within
        if within:
            instance.undone = undone[0] if undone else f"undoing:{number}"
        self.visits(instance, visited)
        instance.records = self.records(records)
        instance.activated = {run.definitions.nodes[index]: frozenset(ways) for index, ways in activated}
        if activated:
            run.undecided.add(instance)
        run.adopt(instance)

    def records(self, records: list[Any]) -> list[Record]:
        nodes = self.run.definitions.nodes
        return [Record(one[0], nodes[one[1]], self.undo(one[2]), *(one[3:] or ("",))) for one in records]

    def visits(self, instance: Instance, visited: Any) -> None:
        bits, counts = visited if isinstance(visited, list) else (visited, {})
        instance.visited = bits if isinstance(bits, int) else int.from_bytes(bits, "little")
        instance.visits = {self.run.definitions.nodes[index]: count for index, count in counts.items()}

    def undo(self, undo: list[Any] | None) -> Undo | None:
        return None if undo is None else Undo(undo[0], self.records(undo[1]))

    def scope(self, variables: dict[str, Any], passed: list[Any] | None, host: Token | None) -> Scope:
        if host is None:
            return Scope(variables)
        if passed is None:
            return Scope(variables, host.scope)
        same, other = passed
        names = list(host.scope) if same is True else same
        return Scope(variables, Scope({name: host.scope[name] for name in names} | other, is_frozen=True))

    def token(self, data: list[Any]) -> None:
        token_id, instance_id, node_index, state, progress, flow, parent_id, own, wait, memo, *rest = data
        result, failure, *of_failed = rest
        instance = self.run.instances[instance_id]
        node = self.run.definitions.nodes[node_index]
        parent = self.tokens[parent_id] if parent_id else None
        outer = parent.scope_around if parent is not None else instance.scope
        scope = outer if own is None else Scope(own, outer, is_local=True)
        token = Token(instance, node, token_id, parent=parent, flow=flow, scope=scope)
        token._state = state
        token.stage, token.is_entered = divmod(progress % 8, 2)
        token.visit = progress // 8
        token.memo = memo
        token.result = result
        token.actor = of_failed[0] if of_failed else None
        token.undo = self.undo(of_failed[1]) if len(of_failed) > 1 else None
        element = node.element
        if wait is not None:
            token.wait = _wait(wait, token)
        if failure is not None:
            token.failure = Failure(token_id, element.id, element.process_id, *failure)
        self.tokens[token_id] = token

    def register(self, token: Token) -> None:
        """Enter the token into the books it stood in: waiting, parked, or held by a join."""
        if token.wait is not None:
            self.run.wait(token, token.wait)
        if token.failure is not None:
            self.run.parked[token.id] = token
        if token._state == WAITING:
            instance = token.workflow
            instance.joining.setdefault(token.task_spec, []).append(token)
            if isinstance(token.task_spec, WatchfulGateway):
                self.run.undecided.add(instance)
        node = token.task_spec
        is_part = token._parent is not None and token._parent in token.workflow.listening
        if is_part or (isinstance(node, EventStart) and node.is_listening(token)):
            token.workflow.listening.add(token.id)


def _wait(data: list[Any], token: Token) -> Wait:
    kind, _ = _WAITS[data[0]]
    element = token.task_spec.element
    values = [tuple(value) if isinstance(value, list) else value for value in data[1:]]
    if kind in _NAMED:
        values.append(visits.path(token))
    wait: Wait = kind(token.id, element.id, element.process_id, element.name, *values)
    return wait
