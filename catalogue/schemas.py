"""A JSON Schema a file: what a program outside needs to write or to check what travels."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from contracts.catalogue_entry import CatalogueEntry

DIALECT = "https://json-schema.org/draft/2020-12/schema"
EVENT_ID = "names the event by what it tells of: the same however often it is told"

Schema = dict[str, Any]


def files(entries: Iterable[CatalogueEntry]) -> dict[str, str]:
    """Return each schema by the name of its file."""
    return {file_name(entry): json.dumps(schema(entry), indent=2) + "\n" for entry in entries}


def file_name(entry: CatalogueEntry) -> str:
    """Return the kind and the version."""
    words = re.findall("[A-Z][a-z]+", entry.kind.__name__)
    return f"{'-'.join(words).lower()}-{version(entry)}.json"


def version(entry: CatalogueEntry) -> str:
    """Return what the example says of itself."""
    return str(example(entry)["schema_version"])


def schema(entry: CatalogueEntry) -> Schema:
    """Return the schema of one kind, its fields with their meanings."""
    made = msgspec.json.schema(entry.kind)
    parts: dict[str, Schema] = made["$defs"]
    whole = parts.pop(entry.kind.__name__)
    told = {"$schema": DIALECT} | whole | ({"$defs": parts} if parts else {})
    for field in fields(told):
        field.schema["description"] = entry.meanings[field.name]
    return _identified(told) if hasattr(entry.kind, "event_id") else told


def _identified(told: Schema) -> Schema:
    event_id = {"type": "string", "description": EVENT_ID}
    return told | {
        "properties": {"event_id": event_id} | told["properties"],
        "required": ["event_id", *told["required"]],
    }


@dataclass(frozen=True, slots=True)
class SchemaField:
    """A field of a schema, or of one of its parts: then it is named `Part.field`."""

    name: str
    schema: Schema
    required: bool


def fields(told: Schema) -> Iterator[SchemaField]:
    """Yield every field of a schema, then those of its parts."""
    for part, body in [("", told), *told.get("$defs", {}).items()]:
        for name, described in body.get("properties", {}).items():
            yield SchemaField(f"{part}.{name}".lstrip("."), described, name in body.get("required", ()))


def example(entry: CatalogueEntry) -> dict[str, Any]:
    """Return how it looks on its way."""
    told: dict[str, Any] = json.loads(msgspec.json.encode(entry.example))
    event_id = getattr(entry.example, "event_id", None)
    return {"event_id": event_id} | told if event_id else told
