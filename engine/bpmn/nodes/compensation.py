"""Compensation: throwing it, and undoing what is done, in reverse order of completion (BPMN 2.0.2, 13.5.5).

The handlers run one after the other as content of the throwing token, each in the scope of what it undoes. A finished
sub-process comes back to life for it, with the variables it ended with: its compensation event sub-process runs, or
everything in it is undone.
"""

from collections.abc import Iterator

from engine.bpmn import events
from engine.bpmn.failures import Failed
from engine.bpmn.instance import Instance
from engine.bpmn.nodes.eventsubprocesses import EventSubProcess
from engine.bpmn.nodes.node import Node
from engine.bpmn.nodes.throwing import Throwing
from engine.bpmn.propagation import find_catcher
from engine.bpmn.scopes import Scope
from engine.bpmn.token import STARTED, Token
from engine.bpmn.undo import Record


class CompensationThrow(Throwing):
    """Undoes one activity, or all that its scope has finished, and then goes on."""

    def _run_hook(self, my_task: Token) -> None:
        run = my_task.workflow.run
        run.emit(events.COMPENSATION_THROWN, my_task, {"activity": self.definition.compensated})
        # Only what is finished by now: what handlers finish is not undone again.
        my_task.memo = run.next_token_id()
        my_task._state = STARTED
        if not self.definition.waits:
            self.undo_aside(my_task)
        else:
            self.undo_next(my_task)

    def announce(self, kind: str, token: Token) -> None:
        Node.announce(self, kind, token)

    def undo_next(self, token: Token) -> None:
        """Undo what was finished last of the rest; go on when there is nothing left."""
        found = self.last_record(token)
        if found is None:
            self.undone(token)
            return
        instance, record = found
        instance.records.remove(record)
        start_undo(token, instance, record)

    def last_record(self, token: Token) -> tuple[Instance, Record] | None:
        wanted = self.definition.compensated
        for instance in self.reach(token):
            for record in reversed(instance.records):
                if record.number < token.memo and wanted in (None, record.node.element.id):
                    return instance, record
        return None

    def reach(self, token: Token) -> Iterator[Instance]:
        """The instances whose finished activities can be undone: from an event sub-process also those around."""
        instance = token.workflow
        yield instance
        while instance.host is not None and isinstance(instance.host.task_spec, EventSubProcess):
            instance = instance.host.workflow
            yield instance

    def content_done(self, token: Token, content: Instance) -> None:  # noqa: ARG002
        token.workflow.run.attempt(token, self.undo_next)

    def undone(self, token: Token) -> None:
        self.finish(token, None)

    def undo_aside(self, token: Token) -> None:
        """With waitForCompletion="false" a token of its own sees to it."""
        aside = Token(token.workflow, self.aside, token.workflow.run.next_token_id(), scope=token.scope)
        aside.memo = token.memo
        aside._state = STARTED
        token.workflow.run.attempt(aside, self.aside.undo_next)
        self.finish(token, None)

    aside: "UndoAll"

    def _on_cancel(self, token: Token) -> None:
        token.workflow.run.cancel_inside(token)


class UndoAll(CompensationThrow):
    """Undoes without being drawn: for a sub-process without a handler of its own, or beside a throw that goes on."""

    def announce(self, kind: str, token: Token) -> None:
        """It is no element of the diagram."""

    def undone(self, token: Token) -> None:
        instance = token.workflow
        instance.remove(token)
        instance.left()


class TransactionUndo(UndoAll):
    """Undoes a cancelled transaction, which is then left by its cancel boundary event (BPMN 2.0.2, 13.5.2)."""

    def undone(self, token: Token) -> None:
        transaction = token.workflow.host
        if transaction is None:
            raise TypeError("expected a transaction around what is cancelled")
        # One round that is cancelled cancels the loop: the event stands on the border of all of it.
        whole = transaction if transaction.task_spec.loop is None else transaction.parent
        catch = find_catcher("cancel", None, transaction, at_thrower=True)
        if catch is not None and catch.place is whole:
            catch.take({})
            return
        around = whole.workflow
        whole.cancel()
        around.left()


class CancelEndEvent(Node):
    """Ends everything in its transaction and has it undone."""

    def _on_complete(self, token: Token) -> None:
        instance = token.workflow
        undo = None
        while instance.host is not None:
            undo = instance.host.task_spec.cancelled_by
            if undo is not None:
                break
            instance = instance.host.workflow
        if undo is None:
            raise Failed("no_transaction", f"{self.element.id} is not in a transaction")
        self.announce(events.ELEMENT_COMPLETED, token)
        token.is_entered = False
        instance.interrupt()
        keeper = Token(instance, undo, instance.run.next_token_id())
        keeper.memo = keeper.id
        keeper._state = STARTED
        instance.run.attempt(keeper, undo.undo_next)


def start_undo(host: Token, instance: Instance, record: Record) -> None:
    """Undo `record` of `instance` as the content of `host`."""
    node = record.node
    run = host.workflow.run
    if node.handler is not None:
        # Handlers lie beside what they undo and see what it saw.
        local = record.undo.variables if node.loop is not None and record.undo is not None else {}
        scope = Scope(dict(local), instance.scope, is_local=True)
        content = Instance(run, run.next_instance_id(), instance.spec, host, scope)
        content.within, content.undone = instance.id, record.path
        run.adopt(content)
        content.put(node.handler)
        return
    if record.undo is None:
        raise TypeError(f"{node.element.id} was remembered without anything to undo it")
    spec = node.content
    content = Instance(run, run.next_instance_id(), spec, host, Scope(dict(record.undo.variables), instance.scope))
    content.within, content.undone = instance.id, record.path
    content.records = record.undo.records
    run.adopt(content)
    handler = next((start for start in spec.event_starts if start.compensates), None)
    if handler is not None:
        handler.owner.start_by(content, handler, None)
        return
    keeper = Token(content, node.undo_all, run.next_token_id())
    keeper.memo = keeper.id
    keeper._state = STARTED
    run.attempt(keeper, node.undo_all.undo_next)
