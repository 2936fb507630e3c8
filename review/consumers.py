"""The consumers, and what a sale is to each.

Measured: with their own code on the 1,676 real baskets of 1 to 4 March 2017, on one x86_64 core of a busy
machine. Another consumer must be measured first.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from review.loads import LINES_A_SALE
from twin.assembly import Assembly, Resource

FUNCTION = "AWS::Lambda::Function"


@dataclass(frozen=True, kw_only=True)
class Consumer:
    """Items that a sale reads and writes in its table, their bytes as DynamoDB counts, seconds of a core.

    A sale that `adds` leaves a row for good; else it changes items, and `item_bytes` are a full one's.
    """

    reads: float = 0
    writes: float = 1
    item_bytes: int
    index_bytes: int | None = None
    adds: bool
    core_seconds_a_run: float = 0.0024
    core_seconds_a_sale: float = 0.00027


CONSUMERS: Mapping[str, Consumer] = {
    "inventory": Consumer(item_bytes=182, adds=True),
    "loyalty": Consumer(item_bytes=84, index_bytes=62, adds=True),
    # Its payment token and its member, at most: who comes twice in a batch is read and written once.
    "fraud": Consumer(reads=2, writes=2, item_bytes=604, adds=False),
    # A shelf a line, at most: 500 baskets that are followed at once share 2 % of theirs.
    "shelves": Consumer(
        reads=LINES_A_SALE, writes=LINES_A_SALE, item_bytes=642, adds=False, core_seconds_a_sale=0.0016
    ),
}


def consumer(function: Resource) -> Consumer | None:
    """The one that a function is, if it has been measured."""
    return CONSUMERS.get(environment(function).get("POWERTOOLS_SERVICE_NAME", ""))


def notes(assembly: Assembly, function: Resource) -> frozenset[Resource]:
    """The table in which a reader of a stream notes after each run how far it is, if it does."""
    return assembly.mentioned(function.stack, environment(function).get("POSITIONS_TABLE"))


def owner(assembly: Assembly, table: Resource) -> Consumer | None:
    """Whose table it is, by the environment of the function that writes it."""
    writers = (
        consumer(function)
        for function in assembly.resources(FUNCTION)
        if table in assembly.mentioned(function.stack, dict(environment(function)))
    )
    return next(writers, None)


def environment(function: Resource) -> Mapping[str, str]:
    """A function's variables."""
    variables: Mapping[str, str] = function.properties.get("Environment", {}).get("Variables", {})
    return variables
