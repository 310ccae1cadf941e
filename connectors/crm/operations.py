"""The operations of the CRM connector."""

from connectors.crm import client, mapping, schemas
from connectors.sdk import connector
from connectors.sdk.error_map import BusinessError
from connectors.sdk.errors import NotFound, Rejected
from connectors.sdk.lookup import Found, KeyRequest
from connectors.sdk.operation import Effect, Lookup, Operation

_NO_ACCOUNT = BusinessError("ACCOUNT_NOT_FOUND", NotFound, "NOT_FOUND", "There is no such customer.")

CONNECTOR = connector.build(
    "connectors.crm",
    (
        Operation(
            name="get_customer",
            title="Read a customer",
            effect=Effect.READ,
            input_schema=schemas.CustomerRequest(),
            output_schema=schemas.Customer(),
            call=lambda http, data: client.account(http, data["customer_id"]),
            read=mapping.customer,
            record=("customer", "id"),
            errors=(_NO_ACCOUNT,),
            example={"customer_id": "C100"},
            description="Name, tier, credit hold, fraud score, contact and address of a customer.",
        ),
        Operation(
            name="notify",
            title="Notify a customer",
            effect=Effect.WRITE,
            idempotency=Lookup(),
            input_schema=schemas.NotifyRequest(),
            output_schema=schemas.Notification(),
            call=lambda http, data: client.send_message(http, mapping.message_body(data)),
            read=mapping.message,
            record=("notification", "notification_id"),
            errors=(
                _NO_ACCOUNT,
                BusinessError("NO_ADDRESS", Rejected, "NO_CONTACT", "The customer has no address on that channel."),
            ),
            example={
                "customer_id": "C100",
                "rma_number": "RMA-1001",
                "event": "APPROVED",
                "template": "return_approved",
                "data": {"tracking_number": "RF0000000001US"},
            },
            description="Sends a message from a template, by e-mail, text message or into the portal.",
        ),
        Operation(
            name="create_case",
            title="Create a case",
            effect=Effect.WRITE,
            idempotency=Lookup(),
            input_schema=schemas.CaseRequest(),
            output_schema=schemas.Case(),
            call=lambda http, data: client.create_case(http, mapping.case_body(data)),
            read=mapping.case,
            record=("case", "case_id"),
            errors=(_NO_ACCOUNT,),
            example={"customer_id": "C100", "rma_number": "RMA-1001", "subject": "Customer asks about the fee"},
            description="Opens a service case for somebody to follow up.",
        ),
        Operation(
            name="find_by_key",
            title="Find an activity by key",
            effect=Effect.READ,
            input_schema=KeyRequest(),
            output_schema=Found(),
            call=lambda http, data: client.activity_by_key(http, data["key"], data["operation"]),
            read=mapping.found,
            example={"key": "no-such-key"},
            description="What an earlier call with this idempotency key made.",
        ),
    ),
)
