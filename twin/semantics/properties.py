"""Reads a resource's properties strictly: what a template asks for and the twin doesn't do is refused."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from twin.errors import TwinError

Settings = TypeVar("Settings", bound=msgspec.Struct)


class Unsupported(TwinError):
    """A template asks for something that the twin doesn't do; the message names the property."""


def parse(resource_type: str, settings: type[Settings], properties: Mapping[str, object]) -> Settings:
    """Return the properties, references resolved, as settings; raise Unsupported for an unknown one."""
    try:
        return msgspec.convert(properties, settings)
    except msgspec.ValidationError as refused:
        raise Unsupported(f"The twin can't run this {resource_type}: {refused}") from refused
