"""The operations of the carrier connector."""

from connectors.carrier import client, mapping, schemas
from connectors.sdk import connector
from connectors.sdk.error_map import BusinessError
from connectors.sdk.errors import NotFound, Rejected
from connectors.sdk.lookup import Found, KeyRequest
from connectors.sdk.operation import Effect, Lookup, Operation
from connectors.sdk.trigger import Trigger

_NO_TRACKER = BusinessError("TRACKER.NOT_FOUND", NotFound, "NOT_FOUND", "There is no such tracking number.")

CONNECTOR = connector.build(
    "connectors.carrier",
    (
        Operation(
            name="create_return_label",
            title="Create a return label",
            effect=Effect.MONEY,
            idempotency=Lookup(),
            input_schema=schemas.LabelRequest(),
            output_schema=schemas.Label(),
            call=lambda http, data: client.create_shipment(http, mapping.shipment_body(data)),
            read=mapping.label,
            record=("label", "label_id"),
            errors=(
                BusinessError("SERVICE.UNAVAILABLE", Rejected, "LABEL_FAILED", "The service takes no parcels now."),
                BusinessError("ADDRESS.INVALID", Rejected, "ADDRESS_INVALID", "An address cannot be delivered to."),
            ),
            reverse="void_label",
            timeout_seconds=15,
            example={
                "rma_number": "RMA-1001",
                "ship_from": {"name": "Alder Machine Works", "street1": "12 Mill Road", "city": "Dayton", "state": "OH",
                              "postal_code": "45402", "country": "US"},
                "ship_to": {"name": "Returns dock", "street1": "1 Depot Way", "city": "Columbus", "state": "OH",
                            "postal_code": "43004", "country": "US"},
                "weight_grams": "2500",
            },
            description="Buys a label; its PDF carries the tracking barcode and the RMA number.",
        ),
        Operation(
            name="get_label_document",
            title="Read a label's document",
            effect=Effect.READ,
            input_schema=schemas.LabelDocumentRequest(),
            output_schema=schemas.LabelContent(),
            call=lambda http, data: client.label(http, data["label_id"]),
            read=mapping.label_content,
            errors=(BusinessError("SHIPMENT.NOT_FOUND", NotFound, "NOT_FOUND", "There is no such label."),),
            example={"label_id": "shp_0001"},
            description="The PDF itself, for a portal that does not send people to the carrier.",
        ),
        Operation(
            name="void_label",
            title="Void a label",
            effect=Effect.MONEY,
            idempotency=Lookup(),
            input_schema=schemas.VoidRequest(),
            output_schema=schemas.Voided(),
            call=lambda http, data: client.refund(http, mapping.refund_body(data)),
            read=mapping.voided,
            record=("label", "tracking_number"),
            errors=(
                _NO_TRACKER,
                BusinessError("REFUND.SCANNED", Rejected, "ALREADY_SCANNED", "The parcel is on its way."),
            ),
            example={"tracking_number": "RF0000000001US"},
            description="Gives a label back that was never scanned.",
        ),
        Operation(
            name="track",
            title="Track a parcel",
            effect=Effect.READ,
            input_schema=schemas.TrackRequest(),
            output_schema=schemas.Tracking(),
            call=lambda http, data: client.tracker(http, data["tracking_number"]),
            read=mapping.tracking,
            record=("tracker", "tracking_number"),
            errors=(_NO_TRACKER,),
            example={"tracking_number": "RF0000000001US"},
            description="Canonical status, first scan, delivery and all scans of a parcel.",
        ),
        Operation(
            name="find_by_key",
            title="Find a request by key",
            effect=Effect.READ,
            input_schema=KeyRequest(),
            output_schema=Found(),
            call=lambda http, data: client.request_by_reference(http, data["key"], data["operation"]),
            read=mapping.found,
            example={"key": "no-such-key"},
            description="What an earlier call with this idempotency key made.",
        ),
    ),
    triggers=(
        Trigger(
            event="tracker.updated",
            title="A parcel was scanned",
            message="tracking_updated",
            key="rma_number",
            schema=schemas.TrackingUpdated(),
            read=mapping.tracking_updated,
        ),
    ),
)  # fmt: skip
