"""Damaged diagrams: whatever is deleted or twisted, there is a list of problems or a model that runs or parks."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from engine import lint
from engine.bpmn import ConditionWait, Execution, MessageWait, PickWait, SignalWait, TimerWait, examine
from engine.bpmn.builder import text_problems
from engine.bpmn.vocabulary import BPMN, FLOW_NODES

STANDARD = Path(__file__).with_name("standard_return.bpmn").read_bytes()
RICH = Path(__file__).with_name("every_element.bpmn").read_bytes()


@st.composite
def damaged(draw) -> bytes:
    root = etree.fromstring(draw(st.sampled_from([STANDARD, RICH])))
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    for _ in range(draw(st.integers(1, 3))):
        nodes = [node for node in root.iter() if node is not root]
        if not nodes:
            break
        node = nodes[draw(st.integers(0, len(nodes) - 1))]
        match draw(st.sampled_from(["remove", "drop", "twist", "rename", "text"])):
            case "remove":
                node.getparent().remove(node)
            case "drop" if node.attrib:
                del node.attrib[draw(st.sampled_from(sorted(node.attrib)))]
            case "twist" if node.attrib:
                value = draw(st.sampled_from([*ids, "", "=", "=x", "=1", "true", "ä"]))
                node.set(draw(st.sampled_from(sorted(node.attrib))), value)
            case "rename":
                node.tag = f"{{{BPMN}}}{draw(st.sampled_from(sorted(FLOW_NODES)))}"
            case _:
                node.text = draw(st.sampled_from(["", "=", "=n", "=null", "P1D", "x"]))
    return etree.tostring(root)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=damaged())
def test_no_damage_gets_through_to_an_exception(content, decisions):
    decisions.by_ref = {"route": lambda context: "MANUAL", "fee": lambda context: 1}
    examined = examine({"x.bpmn": content})
    found = lint.check(examined.model)
    if examined.problems:
        assert all(problem.message and problem.rule for problem in examined.problems)
        return
    wrong_texts = text_problems(examined.model)
    if wrong_texts:
        assert set(wrong_texts) <= set(found)
        return
    for begun in started(examined.model, decisions):
        play(examined.model, decisions, begun)


def play(model, decisions, begun) -> None:
    """Go on for a while, saved and restored at every step."""
    execution = begun
    for _ in range(25):
        execution.advance()
        assert execution.is_completed or execution.waits or execution.failures or held_at_a_join(execution)
        state = execution.dump()
        execution = Execution.restore(model, decisions, state)
        assert execution.dump() == state
        if not go_on(execution):
            return


def started(model, decisions):
    """An execution for each way to begin each process; damage may leave several, or none but an event."""
    begins = model.definitions.starts
    for process_id in model.definitions.processes:
        for at in [element_id for owner, element_id in begins if owner == process_id] or [None]:
            yield Execution.start(model, process_id, {"lines": [], "n": 1}, decisions, at=at, payload={"n": 1})


def go_on(execution) -> bool:
    """Let the youngest wait go on as it expects."""
    if not execution.waits:
        return False
    match execution.waits[-1]:
        case TimerWait(token_id=token_id):
            execution.fire_timer(token_id)
        case MessageWait(token_id=token_id) | SignalWait(token_id=token_id):
            execution.deliver(token_id, {"n": 1})
        case PickWait(token_id=token_id, choices=choices):
            execution.pick(token_id, [choices[0][0]])
        case ConditionWait():
            return False
        case wait:
            execution.complete(wait.token_id, {"n": 1})
    return True


def held_at_a_join(execution) -> bool:
    return any(instance.joining for instance in execution.run.instances.values())
