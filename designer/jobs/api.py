"""The webhook inbox."""

from flask import Blueprint, request

from designer.api import parse
from designer.api.operation import operation
from designer.identity.access import public
from designer.jobs import inbox
from designer.jobs.inbox import Received
from designer.jobs.schemas import EventSchema, ReceivedSchema

blueprint = Blueprint("jobs_api", __name__)

MAX_BODY_BYTES = 256 * 1024


@blueprint.post("/webhooks/<source>")
@public
@operation("Take a webhook", returns=ReceivedSchema, is_raw=True, max_bytes=MAX_BODY_BYTES, tag="webhooks")
def webhook(source: str) -> Received:
    """Signed as Standard Webhooks define it, with the webhook_secret of connection `source`; not older than 5 minutes.

    The same webhook-id again is answered 200 with outcome `duplicate` and changes nothing.
    """
    body = request.get_data()
    message_id = inbox.verify(source, dict(request.headers), body)
    event = parse.load(EventSchema(), parse.read_json(body))
    return inbox.receive(source, message_id, event["type"], event["data"])
