"""The contract of an event as the JSON Schema that API Gateway checks.

Models are draft 4: https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import msgspec

from domain import EVENT

DRAFT = "http://json-schema.org/draft-04/schema#"

AS_THEY_ARE = frozenset(
    ("type", "minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum", "pattern")
)
CHECKS_NOTHING = frozenset(("$defs", "title", "description", "default"))
# Validators may pass over a format. Whatever time the contract takes has this form.
PATTERNS = {
    "date-time": r"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)$",
    "date": r"^\d{4}-\d\d-\d\d$",
}

Schema: TypeAlias = Mapping[str, Any]


class Unconvertible(ValueError):
    """The contract uses what draft 4 spells otherwise or doesn't know."""

    def __init__(self, keyword: str, value: object) -> None:
        super().__init__(
            f"{keyword} {value}: say in stacks/constructs/push/schema.py what draft 4 makes of it"
        )


def event_schema() -> dict[str, Any]:
    """Return what a body must be so that it may be an event; the consumers check the rest."""
    written = msgspec.json.schema(EVENT.struct)
    return {"$schema": DRAFT, "title": EVENT.struct.__name__, **to_draft4(written, written["$defs"])}


def to_draft4(schema: Schema, definitions: Schema) -> dict[str, Any]:
    """Return the same schema in draft 4, with each reference replaced by what it refers to."""
    if "$ref" in schema:
        return to_draft4(definitions[schema["$ref"].removeprefix("#/$defs/")], definitions)
    checks = {name: value for name, value in schema.items() if name not in CHECKS_NOTHING}
    return dict(pair for name, value in checks.items() for pair in _converted(name, value, definitions))


def _converted(keyword: str, value: Any, definitions: Schema) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    match keyword:
        case "properties":
            yield keyword, {name: to_draft4(each, definitions) for name, each in value.items()}
        case "items":
            yield keyword, to_draft4(value, definitions)
        case "anyOf":
            yield keyword, [to_draft4(each, definitions) for each in value]
        case "required":  # draft 4 takes no empty list
            yield from [(keyword, value)] if value else []
        case _:
            yield _plain(keyword, value)


def _plain(keyword: str, value: Any) -> tuple[str, Any]:  # noqa: ANN401
    if keyword == "format" and value in PATTERNS:
        return "pattern", PATTERNS[value]
    if keyword not in AS_THEY_ARE:
        raise Unconvertible(keyword, value)
    return keyword, value
