"""Which of the real receipts the database has: some the tills send too, some they never do."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random

from contracts.scenario import MessageKind, SourceMessage
from demo.message import name_of

SENT_TOO, ALONE = 12, 6
REPEATED = {MessageKind.EVENT, MessageKind.DUPLICATE}


@dataclass(frozen=True)
class Receipts:
    """Receipts that are in the database before the play, and that come meanwhile."""

    held: Sequence[SourceMessage]
    coming: Sequence[SourceMessage]


def withhold(sales: Sequence[SourceMessage], seed: int) -> tuple[list[SourceMessage], list[SourceMessage]]:
    """Part the tills' sales from a few that no till sends; the first and the last are the tills'."""
    random = Random(seed)  # noqa: S311
    among = sales[1:-1]
    alone = set(random.sample(among, min(ALONE, len(among) // 10)))
    return [sale for sale in sales if sale not in alone], [sale for sale in sales if sale in alone]


def choose_receipts(
    messages: Sequence[SourceMessage], hard: Collection[bytes], alone: Sequence[SourceMessage], seed: int
) -> Receipts:
    """Choose receipts among sales that the tills send and nobody contradicts; and those that are alone."""
    random = Random(seed)  # noqa: S311
    kinds: defaultdict[str, set[MessageKind]] = defaultdict(set)
    for message in messages:
        kinds[name_of(message.data)].add(message.kind)
    clean = [
        sent
        for sent in messages
        if sent.kind is MessageKind.EVENT and kinds[name_of(sent.data)] <= REPEATED and sent.data not in hard
    ]
    sent_too = random.sample(clean, min(SENT_TOO, len(clean)))
    half, few = len(sent_too) // 2, len(alone) // 2
    return Receipts([*sent_too[:half], *alone[:few]], [*sent_too[half:], *alone[few:]])
