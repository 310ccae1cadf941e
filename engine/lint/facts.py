"""What the application tells the rules about things that diagrams only name: operations of connectors."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OperationFacts:
    """What a diagram has to reckon with when it calls an operation.

    `effect` is read, write, money or inventory; `errors` are the codes of the business errors that it declares;
    `reverse` is the operation of the same connector that undoes it.
    """

    effect: str = "read"
    errors: tuple[str, ...] = ()
    reverse: str | None = None
