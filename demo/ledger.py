"""A consumer's ledger, added up: by event, and by item."""

from collections import Counter
from collections.abc import Iterable, Iterator

from contracts.scenario import Amounts, ExpectedLedger, Row
from lambdas.core.ledger_row import ADJUSTMENT, ENTRY, PARTITION


class ObservedLedger:
    """What stands in a ledger: how often each event, what it did, and where that leaves each item."""

    def __init__(self, ledger: ExpectedLedger, rows: Iterable[Row]) -> None:
        self._ledger = ledger
        self.rows: Counter[str] = Counter()
        self.effects: dict[str, Amounts] = {}
        self.balances: Amounts = Counter()
        for row in rows:
            self._enter(row, ledger.stored(row))

    def _enter(self, row: Row, effect: Amounts) -> None:
        add(self._ledger, self.balances, effect)
        if not row[ENTRY].startswith(ADJUSTMENT):
            event_id = f"{row[PARTITION]}/{row[ENTRY]}"
            self.rows[event_id] += 1
            self.effects.setdefault(event_id, Counter()).update(effect)

    def holds_twice(self, event_id: str, due: Amounts) -> bool:
        """Say whether more stands under an id than its event does."""
        return self.rows[event_id] > 1 or _moved(self.effects.get(event_id, Counter())) > _moved(due)

    def differing(self, balances: Amounts) -> Iterator[str]:
        """Yield the items whose balance is another one than here."""
        for item in sorted(self.balances.keys() | balances.keys()):
            if self.balances[item] != balances[item]:
                yield item


def add(ledger: ExpectedLedger, total: Amounts, effect: Amounts) -> None:
    """Combine amounts as a ledger does; Counter's own `+` would drop what falls to zero or below."""
    for item, amount in effect.items():
        total[item] = ledger.consumer.combine((total[item], amount)) if item in total else amount


def _moved(effect: Amounts) -> int:
    return sum(map(abs, effect.values()))
