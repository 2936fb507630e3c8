"""The type of a domain's events: which fields do what, what is checked, and what people call them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from operator import attrgetter
from typing import Any, Generic, TypeAlias, TypeVar

from msgspec import Struct, inspect

from contracts.alert_spec import AlertSpec
from contracts.cards import ExcusedFields, holds_card_number
from contracts.fields import Field, Text
from contracts.identifiers import spelling_fault
from contracts.personal import PersonalFields
from contracts.refusals import BrokenContract, Reason

Key: TypeAlias = tuple[str, str]
"""An event's partition and its entry there: what every consumer keeps its effect under."""

Columns: TypeAlias = Mapping[str, Any]
"""A row of a source's table: values by the names of its columns."""


class Event(Struct, frozen=True, kw_only=True, gc=False):
    """An event as its sender states it. A newer minor version may add fields, which are left alone."""

    schema_version: Text


MAJOR_VERSION = "1."

E = TypeVar("E", bound=Event)


def _no_event(_: Columns) -> bytes:
    raise BrokenContract(Reason.WRONG_SHAPE, "data", "is a row, and rows become no events: declare `of_row`")


@dataclass(frozen=True, kw_only=True)
class EventType(Generic[E]):
    """The rules by which the platform treats a domain's events.

    `id` makes an event itself, whatever sends it. `partition` is the order key: events of one partition keep
    their order, on the stream and in every ledger. An id begins with its partition and a slash, so that two
    payloads under one id always meet: on one shard, and on one row of each ledger. `check` raises
    BrokenContract for what types alone can't say; `day` is the day that an event belongs to. `of_row` writes
    the event that a row of a source's table becomes, always the same bytes of the same row; it raises
    BrokenContract for a row that becomes none. `announces` are types of events that the
    bus may hear of whenever one is delivered, whatever the ledgers have of it. `alert` says of which events
    somebody outside is told, by a webhook. `personal` names the fields that say who it was, if any do.
    `bar_codes` are fields whose digits are no card number if their
    check digit is a bar code's, `harmless` those that hold none, such as a token in a card number's form.
    """

    struct: type[E]
    id: Field
    partition: Field
    occurred_at: Field
    day: Callable[[E], date]
    check: Callable[[E], None] = lambda _: None
    of_row: Callable[[Columns], bytes] = _no_event
    noun: str
    nouns: str
    partition_noun: str
    major_version: str = MAJOR_VERSION
    announces: tuple[str, ...] = ()
    alert: AlertSpec[E] | None = None
    personal: PersonalFields | None = None
    bar_codes: tuple[Field, ...] = ()
    harmless: tuple[Field, ...] = ()
    excused: ExcusedFields = dataclass_field(init=False, repr=False)
    names: Callable[[Event], tuple[str, str]] = dataclass_field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Keep what reads the fields at hand, as it runs for every record; refuse a time without a zone."""
        self._require_moment()
        object.__setattr__(self, "names", attrgetter(self.partition.attribute, self.id.attribute))
        bar_codes, harmless = (frozenset(each.name for each in of) for of in (self.bar_codes, self.harmless))
        object.__setattr__(self, "excused", ExcusedFields(bar_codes, harmless))

    def _require_moment(self) -> None:
        whole: Any = inspect.type_info(self.struct)
        [when] = [each.type for each in whole.fields if each.name == self.occurred_at.attribute]
        if not isinstance(when, inspect.DateTimeType) or not when.tz:
            raise TypeError(
                f"{self.struct.__name__}.{self.occurred_at.attribute} must be a moment with its zone:"
                " Annotated[datetime, Meta(tz=True)]; an event of a day has a time, and `day` says the day"
            )

    def id_of(self, event: E) -> str:
        """Return what makes an event itself."""
        return str(getattr(event, self.id.attribute))

    def partition_of(self, event: E) -> str:
        """Return its order key."""
        return str(getattr(event, self.partition.attribute))

    def key(self, event: E) -> Key:
        """Return what every consumer keeps the event's effect under: a function of its id."""
        return self.split(*self.names(event))

    def split(self, partition: str, event_id: str) -> Key:
        """Return the key of the event with this partition and id."""
        return partition, event_id.removeprefix(f"{partition}/")

    def event_id(self, key: Key) -> str:
        """Return the id of the event that a row's key belongs to."""
        return "/".join(key)

    def verify(self, event: E) -> None:
        """Raise BrokenContract for another version, what `check` finds, or a bad id.

        That is one outside its partition, or one that could be spelled otherwise.
        """
        if not f"{event.schema_version}.".startswith(self.major_version):
            why = f"has a major version that is not {self.major_version.rstrip('.')}"
            raise BrokenContract(Reason.UNKNOWN_VERSION, "schema_version", why)
        self.check(event)
        partition, event_id = self.names(event)
        if not event_id.startswith(f"{partition}/"):
            raise self.bad_id(f"doesn't begin with {self.partition.name} and a slash")
        # The partition lies in the id, but for blanks at its end.
        if fault := spelling_fault(event_id) or spelling_fault(partition):
            raise self.bad_id(fault)

    def bad_id(self, why: str) -> BrokenContract:
        """Return the refusal of an event for its id."""
        return BrokenContract(Reason.BAD_ID, self.id.name, why)

    def holds_card_number(self, data: bytes) -> bool:
        """Tell whether a payload, or a part of one, holds a card number in a field that isn't excused."""
        return holds_card_number(data, self.excused)

    def holds_card_number_in(self, field: str, text: str) -> bool:
        """Tell whether a text holds a card number, unless the field in which it stands excuses it."""
        return not self.excused.excuses(field, text) and holds_card_number(text.encode())

    def payload_fields(self, payload: Any) -> tuple[str | None, str | None]:  # noqa: ANN401 (JSON)
        """Return id and partition of a payload as far as it has them: it may break the contract."""
        found = payload if isinstance(payload, dict) else {}
        event_id, partition = (found.get(each.name) for each in (self.id, self.partition))
        return _text(event_id), _text(partition)


def _text(found: object) -> str | None:
    return found if isinstance(found, str) and found else None
