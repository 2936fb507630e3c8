"""Fields of an event, and the types that contracts share."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct, structs

Text = Annotated[str, Meta(min_length=1, max_length=64)]
Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a struct: its attribute, and the `name` that it has in JSON."""

    attribute: str
    name: str


def field_of(descriptor: object) -> Field:
    """Return the field that a struct's attribute stands for, such as `field_of(Order.order_id)`.

    So a type checker sees a misspelt name, and the name in JSON is derived from the struct.
    """
    struct: type[Struct] = descriptor.__objclass__  # type: ignore[attr-defined]
    attribute: str = descriptor.__name__  # type: ignore[attr-defined]
    [name] = [each.encode_name for each in structs.fields(struct) if each.name == attribute]
    return Field(attribute, name)
