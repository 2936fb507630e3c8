"""The consumers, and what an event is to each.

Measured of the example's: with their own code on the 1,676 real baskets of 1 to 4 March 2017, on one x86_64
core of a busy machine. Another domain's are modelled from what it declares.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from domain import CONSUMERS, EVENT
from review.loads import LINES_AN_EVENT
from twin.assembly import Assembly, Resource

FUNCTION = "AWS::Lambda::Function"

IS_EXAMPLE = EVENT.noun == "sale"
"""Whether the events are those that were measured."""


@dataclass(frozen=True, kw_only=True)
class ConsumerWork:
    """Items that an event reads and writes in its table, their bytes as DynamoDB counts, seconds of a core.

    An event that `adds` leaves a row for good; else it changes items, and `item_bytes` are a full one's:
    None where nobody has measured them.
    """

    reads: float = 0
    writes: float = 1
    item_bytes: int | None
    index_bytes: int | None = None
    adds: bool
    core_seconds_a_run: float = 0.0024
    core_seconds_an_event: float = 0.00027


LEDGER_WORK = ConsumerWork(item_bytes=None, adds=True)
"""Modelled: a row an event, inserted at the pace of the consumers that were measured."""

MEASURED: Mapping[str, ConsumerWork] = {
    "inventory": ConsumerWork(item_bytes=182, adds=True),
    "loyalty": ConsumerWork(item_bytes=84, index_bytes=62, adds=True),
    # Its payment token and its member, at most: who comes twice in a batch is read and written once.
    "fraud": ConsumerWork(reads=2, writes=2, item_bytes=607, adds=False),
    # A shelf a line, at most: 500 baskets that are followed at once share 2 % of theirs.
    "shelves": ConsumerWork(
        reads=LINES_AN_EVENT, writes=LINES_AN_EVENT, item_bytes=642, adds=False, core_seconds_an_event=0.0016
    ),
}

WORKS: Mapping[str, ConsumerWork] = {
    **{spec.name: LEDGER_WORK for spec in CONSUMERS},
    **(MEASURED if IS_EXAMPLE else {}),
}


def work_of(function: Resource) -> ConsumerWork | None:
    """Return the work of the consumer that a function is; None if it is another function."""
    return WORKS.get(environment(function).get("POWERTOOLS_SERVICE_NAME", ""))


def notes(assembly: Assembly, function: Resource) -> frozenset[Resource]:
    """Return the table in which a reader of a stream notes after each run how far it is, if it does."""
    return assembly.mentioned(function.stack, environment(function).get("POSITIONS_TABLE"))


def owner(assembly: Assembly, table: Resource) -> ConsumerWork | None:
    """Return the work of the consumer whose table it is, by the environment of the function that writes."""
    writers = (
        work_of(function)
        for function in assembly.resources(FUNCTION)
        if table in assembly.mentioned(function.stack, dict(environment(function)))
    )
    return next(writers, None)


def environment(function: Resource) -> Mapping[str, str]:
    """Return a function's variables."""
    variables: Mapping[str, str] = function.properties.get("Environment", {}).get("Variables", {})
    return variables
