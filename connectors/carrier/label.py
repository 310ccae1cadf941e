"""The return label as a PDF: 4 by 6 inches, addresses, RMA number, tracking barcode (Code 128)."""

import io
from collections.abc import Mapping
from typing import Any

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.units import inch
from reportlab.pdfgen.canvas import Canvas

_WIDTH, _HEIGHT = 4 * inch, 6 * inch
_MARGIN = 0.25 * inch
_RETURNS_DOCK = {"name": "Returns department", "country": "US"}


def render(shipment: Mapping[str, Any]) -> bytes:
    """The label of a shipment record {tracking_code, rma, service, weight_g, payment, from_address, to_address}.

    The same record gives the same bytes, so that its hash can be stored.
    """
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(_WIDTH, _HEIGHT), invariant=1)
    canvas.setTitle(f"Return label {shipment['tracking_code']}")
    _head(canvas, shipment)
    _block(canvas, "FROM", shipment["from_address"] or {"name": "Customer"}, top=_HEIGHT - 1.05 * inch, size=8)
    _block(canvas, "RETURN TO", shipment["to_address"] or _RETURNS_DOCK, top=_HEIGHT - 2.1 * inch, size=11)
    _rule(canvas, 2.55 * inch)
    _barcode(canvas, shipment["tracking_code"], bottom=1.55 * inch, height=0.75 * inch, label="TRACKING ")
    _rule(canvas, 1.15 * inch)
    _barcode(canvas, shipment["rma"], bottom=0.35 * inch, height=0.45 * inch, label="")
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _head(canvas: Canvas, shipment: Mapping[str, Any]) -> None:
    canvas.setFont("Helvetica-Bold", 18)
    canvas.drawString(_MARGIN, _HEIGHT - 0.5 * inch, "RETURN")
    canvas.setFont("Helvetica", 9)
    paid = "postage paid by sender" if shipment["payment"] == "SENDER" else "no postage necessary"
    canvas.drawRightString(_WIDTH - _MARGIN, _HEIGHT - 0.4 * inch, str(shipment["service"]))
    canvas.drawRightString(_WIDTH - _MARGIN, _HEIGHT - 0.57 * inch, f"{shipment['weight_g']} g, {paid}")
    _rule(canvas, _HEIGHT - 0.75 * inch)


def _block(canvas: Canvas, title: str, address: Mapping[str, Any], *, top: float, size: int) -> None:
    canvas.setFont("Helvetica-Bold", 7)
    canvas.drawString(_MARGIN, top, title)
    canvas.setFont("Helvetica", size)
    place = " ".join(str(address[part]) for part in ("city", "state", "postal_code") if address.get(part))
    lines = [address.get("name"), address.get("street1"), address.get("street2"), place, address.get("country")]
    for number, line in enumerate((line for line in lines if line), start=1):
        canvas.drawString(_MARGIN, top - number * (size + 3), str(line)[:48])


def _barcode(canvas: Canvas, value: str, *, bottom: float, height: float, label: str) -> None:
    narrowest = Code128(value, barWidth=1, barHeight=height, quiet=False)
    scale = min((_WIDTH - 2 * _MARGIN) / narrowest.width, 1.4)
    drawn = Code128(value, barWidth=scale, barHeight=height, quiet=False)
    drawn.drawOn(canvas, (_WIDTH - drawn.width) / 2, bottom)
    canvas.setFont("Helvetica-Bold", 10)
    canvas.drawCentredString(_WIDTH / 2, bottom - 0.17 * inch, f"{label}{value}")


def _rule(canvas: Canvas, y: float) -> None:
    canvas.setLineWidth(1)
    canvas.line(_MARGIN, y, _WIDTH - _MARGIN, y)
