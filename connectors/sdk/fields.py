"""Schema fields with a meaning: exact amounts, quantities, rates; none of them ever goes through a float."""

import decimal
from collections.abc import Callable
from typing import Any

from marshmallow import ValidationError, fields, validate


class Exact(fields.Decimal):
    """A decimal number, written as text in JSON, with at most `max_places` decimal places; floats are refused."""

    def __init__(self, max_places: int, **kwargs: Any) -> None:
        super().__init__(as_string=True, **kwargs)
        self.max_places = max_places

    def _validated(self, value: Any) -> decimal.Decimal:
        if isinstance(value, float):
            raise ValidationError('Expected a decimal as text such as "12.50", found a binary floating-point number.')
        number = super()._validated(value)
        exponent = number.normalize().as_tuple().exponent
        found = -exponent if isinstance(exponent, int) else 0
        if found > self.max_places:
            raise ValidationError(f"Expected at most {self.max_places} decimal places, found {found}.")
        return number


class Money(Exact):
    """An amount in the document's currency, to the cent; loads as a Decimal with two places."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(2, **kwargs)

    def _validated(self, value: Any) -> decimal.Decimal:
        return super()._validated(value).quantize(decimal.Decimal("0.01"))


def _described(description: str, unit: str, options: dict[str, Any]) -> dict[str, Any]:
    metadata = {"description": description, "unit": unit} if unit else {"description": description}
    return {"metadata": metadata, **options}


def money(description: str, **options: Any) -> Money:
    """An amount; its currency stands in the field `currency` beside it or above it."""
    return Money(**_described(description, "currency", options))


def quantity(description: str, **options: Any) -> Exact:
    """A count or measure in the line's unit of measure; never negative."""
    options.setdefault("validate", validate.Range(min=0))
    return Exact(6, **_described(description, "uom", options))


def rate(description: str, unit: str = "ratio", **options: Any) -> Exact:
    """A ratio (0.08) or, with unit "percent", a percentage (8)."""
    return Exact(6, **_described(description, unit, options))


def text(description: str, **options: Any) -> fields.String:
    """A line of text; when required it must not be empty."""
    if options.get("required"):
        options.setdefault("validate", validate.Length(min=1, max=500))
    return fields.String(**_described(description, "", options))


def choice(description: str, values: tuple[str, ...], **options: Any) -> fields.String:
    """One of `values`."""
    return fields.String(validate=validate.OneOf(values), **_described(description, "", options))


def whole(description: str, **options: Any) -> fields.Integer:
    """A whole number such as a line number; "1.5" is refused."""
    return fields.Integer(strict=False, **_described(description, "", options))


def _of(kind: Callable[..., fields.Field[Any]]) -> Callable[..., fields.Field[Any]]:
    def build(description: str, **options: Any) -> fields.Field[Any]:
        return kind(**_described(description, "", options))

    return build


day = _of(fields.Date)
moment = _of(fields.AwareDateTime)
flag = _of(fields.Boolean)


def texts(description: str, **options: Any) -> fields.List[Any]:
    """A list of texts; absent means empty."""
    options.setdefault("load_default", list)
    return fields.List(fields.String, **_described(description, "", options))
