"""Whether values that a person typed fit the operation of a job."""

from collections.abc import Mapping
from typing import Any, Literal

from marshmallow import Schema, ValidationError

from designer.errors import Invalid
from designer.returns.story import in_words
from engine.errors import Problem
from engine.queries.jobs import JobView


def fitting(
    schema: Schema, values: Mapping[str, Any], part: Literal["input", "output"], job: JobView
) -> dict[str, Any]:
    """`values` as the schema types them; Invalid with a problem at /part/field for each field that does not fit."""
    try:
        loaded: dict[str, Any] = schema.load(dict(values))
    except ValidationError as error:
        found = error.messages.items() if isinstance(error.messages, dict) else ()
        problems = [Problem(part, f"{field}: {in_words(text)}", element_id=f"/{part}/{field}") for field, text in found]
        message = f"The {part} does not fit {job.connector}.{job.operation}: {problems[0].message}"
        raise Invalid(message, problems=problems) from error
    return loaded
