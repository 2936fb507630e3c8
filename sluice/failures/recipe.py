"""A recipe: which quarantined records are mended, and how. It is TOML, and every word is checked."""

import json
import re
from enum import StrEnum
from pathlib import Path as File
from typing import Annotated, Any, TypeAlias

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from contracts.refusals import Reason
from domain import EVENT
from sluice.cloud import NotNow
from sluice.failures.paths import Path


class BadRecipe(NotNow):
    """A recipe that can't be read, or asks for what there isn't."""


class ValueKind(StrEnum):
    """The kind of value that a cast makes."""

    INTEGER = "integer"
    TEXT = "text"
    TIME = "time"


class Predicate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question about a field; of several places under one path all must agree."""

    field: Path
    equals: Any | UnsetType = UNSET
    matches: str | UnsetType = UNSET
    present: bool | UnsetType = UNSET

    def __post_init__(self) -> None:
        """Check it; msgspec adds the place."""
        if sum(each is not UNSET for each in (self.equals, self.matches, self.present)) != 1:
            raise ValueError("needs one of `equals`, `matches` and `present`, and no more")
        if isinstance(self.matches, str):
            _compiles(self.matches)


class Where(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The records that are meant; what isn't said lets all through."""

    reason: Reason | None = None
    consumer: str | None = None
    partition: str | None = msgspec.field(default=None, name=EVENT.partition_noun)
    fields: tuple[Predicate, ...] = ()


class Set(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do", tag="set"):
    """A step that gives a field a value, whether it has one or not."""

    field: Path
    value: Any

    def __post_init__(self) -> None:
        """Refuse what JSON can't say: TOML has dates and times, JSON hasn't."""
        try:
            json.dumps(self.value)
        except TypeError:
            raise ValueError("`value` is nothing that JSON can say: write it as text") from None


class Rename(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do", tag="rename"):
    """A step that gives a field another name in its object; one that has that name already is left alone."""

    field: Path
    to: Annotated[str, Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_-]*$")]


class Cast(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do", tag="cast"):
    """A step that makes a value another kind of value, if nothing is lost by it."""

    field: Path
    to: ValueKind


class Drop(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do", tag="drop"):
    """A step that takes a field away."""

    field: Path


Repair: TypeAlias = Set | Rename | Cast | Drop


class Recipe(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The repairs, in their order; with none a record is only written on one line."""

    name: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
    where: Where = Where()
    repairs: tuple[Repair, ...] = ()


def read_recipe(file: File) -> Recipe:
    """Read a recipe; raises BadRecipe naming the place."""
    try:
        return msgspec.toml.decode(file.read_bytes(), type=Recipe)
    except OSError as error:
        raise BadRecipe(f"{file} can't be read: {error.strerror}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRecipe(f"{file}: {error}") from error


def _compiles(pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"`matches` is no regular expression: {error}") from error
