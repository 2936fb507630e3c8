"""A consumer's ledger, added up: by sale, and by account."""

from collections import Counter
from collections.abc import Iterable, Iterator

from demo.books import Book, Effect, Item
from lambdas.core.ledger import ADJUSTMENT


class Ledger:
    """What stands in a ledger: how often each sale, what it did, and where that leaves each account."""

    def __init__(self, book: Book, rows: Iterable[Item]) -> None:
        self.rows: Counter[str] = Counter()
        self.effects: dict[str, Effect] = {}
        self.balances: Effect = Counter()
        for row in rows:
            self._enter(row, book.stored(row))

    def _enter(self, row: Item, effect: Effect) -> None:
        add(self.balances, effect)
        if not row["entry"].startswith(ADJUSTMENT):
            sale_id = f"{row['partition']}/{row['entry']}"
            self.rows[sale_id] += 1
            add(self.effects.setdefault(sale_id, Counter()), effect)

    def holds_twice(self, sale_id: str, due: Effect) -> bool:
        """Say whether more stands under a sale id than the sale moves."""
        return self.rows[sale_id] > 1 or _moved(self.effects.get(sale_id, Counter())) > _moved(due)

    def differing(self, balances: Effect) -> Iterator[str]:
        """Yield the accounts whose balance is another one than here."""
        for account in sorted(self.balances.keys() | balances.keys()):
            if self.balances[account] != balances[account]:
                yield account


def add(total: Effect, effect: Effect) -> None:
    """Add signed amounts; Counter's own `+` would drop what falls to zero or below."""
    for account, amount in effect.items():
        total[account] += amount


def _moved(effect: Effect) -> int:
    return sum(map(abs, effect.values()))
