"""The connector of the standard return: what it costs is what is around it, not another system."""

from marshmallow import Schema

from connectors.sdk import connector
from connectors.sdk.fields import text
from connectors.sdk.http import Answer
from connectors.sdk.lookup import Found, KeyRequest
from connectors.sdk.operation import Effect, Key, Operation


class Order(Schema):
    order = text("Number of the order", required=True)


class Made(Schema):
    id = text("Number of the record", required=True)


def _write(name: str) -> Operation:
    return Operation(
        name=name,
        title=name.replace("_", " ").capitalize(),
        effect=Effect.WRITE,
        idempotency=Key(),
        input_schema=Order(),
        output_schema=Made(),
        call=lambda _http, _data: Answer({"id": f"{name}-1"}),
        read=dict,
        record=("record", "id"),
        example={"order": "SO-1"},
    )


CONNECTOR = connector.build(
    "benchmarks.fleet",
    (
        *(_write(name) for name in ("register", "order_return", "label", "credit")),
        Operation(
            name="find_by_key",
            title="Find a record by key",
            effect=Effect.READ,
            input_schema=KeyRequest(),
            output_schema=Found(),
            call=lambda _http, _data: Answer({"found": False}),
            read=dict,
            example={"key": "no-such-key"},
        ),
    ),
)
