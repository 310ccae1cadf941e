"""The operations of the books connector: one that looks first, one that relies on the key."""

from marshmallow import Schema

from connectors.sdk import connector
from connectors.sdk.fields import money, text
from connectors.sdk.lookup import Found, KeyRequest
from connectors.sdk.operation import Effect, Idempotency, Key, Lookup, Operation
from connectors.sdk.trigger import Trigger

EXAMPLE = {"return_no": "R-1", "line": "credit", "amount": "12.50"}


class Entry(Schema):
    return_no = text("Number of the return", required=True)
    line = text("What the entry is about", required=True)
    amount = money("Amount of the entry", required=True)


class Posted(Entry):
    entry_no = text("Number of the entry", required=True)


class GoodsMoved(Schema):
    return_no = text("Number of the return", required=True)


def _post(name: str, idempotency: Idempotency) -> Operation:
    return Operation(
        name=name,
        title="Post an entry",
        effect=Effect.MONEY,
        idempotency=idempotency,
        input_schema=Entry(),
        output_schema=Posted(),
        call=lambda http, data: http.post("entries", body={**data, "operation": name}),
        read=dict,
        record=("entry", "entry_no"),
        example=EXAMPLE,
        description="Adds an entry to the ledger.",
    )


CONNECTOR = connector.build(
    "tests.fault.books",
    (
        _post("post", Lookup()),
        _post("post_keyed", Key()),
        Operation(
            name="find_by_key",
            title="Find an entry by key",
            effect=Effect.READ,
            input_schema=KeyRequest(),
            output_schema=Found(),
            call=lambda http, data: http.get("entries", params={"key": data["key"]}),
            read=dict,
            example={"key": "no-such-key"},
            description="What an earlier call with this key made.",
        ),
    ),
    triggers=(
        Trigger(
            event="goods.moved",
            title="Goods were moved",
            message="goods_moved",
            key="return_no",
            schema=GoodsMoved(),
            read=dict,
        ),
    ),
)
