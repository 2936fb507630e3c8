"""The sales of the raw archive, each once, and the accounts that they make in the order of their time."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from domain.sale import Sale
from lambdas.core.contract import WholeEvent
from lambdas.fraud.account import Account, PastSale
from lambdas.fraud.rules import MEMBER, TOKEN
from lambdas.fraud.screener import keys_of
from lambdas.fraud.thresholds import Thresholds

CACHE_KIB = 64 * 1024
"""Of memory, however many sales there are: the rest lies on the disk."""

# A database without a name lies in a file of its own, which goes with the process.
# https://www.sqlite.org/inmemorydb.html#temp_db
OF_NO_NAME = ""
TABLES = """
CREATE TABLE sales (
    mark BLOB PRIMARY KEY, correction INTEGER, arrived INTEGER,
    at INTEGER, store TEXT, cents INTEGER, token TEXT, member TEXT
) WITHOUT ROWID;
CREATE TABLE accounts (account TEXT PRIMARY KEY) WITHOUT ROWID;
"""
INDEXES = "CREATE INDEX by_token ON sales (token); CREATE INDEX by_member ON sales (member);"
ADD = """
INSERT INTO sales VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (mark) DO UPDATE SET (correction, arrived, at, store, cents, token, member) = (
    excluded.correction, excluded.arrived, excluded.at, excluded.store, excluded.cents,
    excluded.token, excluded.member
) WHERE excluded.correction > sales.correction
"""
NAME = "INSERT OR IGNORE INTO accounts VALUES (?)"
OF_ACCOUNT = "FROM sales WHERE (token = :account OR member = :account)"


@dataclass(frozen=True, slots=True)
class ArchivedSale:
    """What accounts keep of a sale, their keys by kind, and the number of its correction, or 0."""

    past: PastSale
    accounts: dict[str, str]
    correction: int

    @classmethod
    def of(cls, whole: WholeEvent) -> "ArchivedSale | None":
        """Return a sale, and nothing for another event."""
        if not isinstance(whole.event, Sale):
            return None
        number = whole.correction.number if whole.correction else 0
        return cls(PastSale.of(whole.event), keys_of(whole.event), number)


@dataclass(frozen=True)
class SaleStore:
    """Sales in a file: of one that comes more than once the last correction stands, else what came first."""

    limits: Thresholds
    database: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(OF_NO_NAME), repr=False)

    def __post_init__(self) -> None:
        self.database.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        self.database.executescript(TABLES)

    def add(self, sale: ArchivedSale, arrived_at: datetime) -> None:
        """Add a payload; accounts that only a payload names which doesn't stand are known, too."""
        past = sale.past
        owners = sale.accounts.get(TOKEN), sale.accounts.get(MEMBER)
        arrived = int(arrived_at.timestamp())
        values = (past.mark, sale.correction, arrived, past.at, past.store_id, past.cents, *owners)
        self.database.execute(ADD, values)
        self.database.executemany(NAME, ((each,) for each in sale.accounts.values()))

    def index(self) -> None:
        """See to it that accounts are found: once, behind all sales."""
        self.database.executescript(INDEXES)

    def names(self, account: str) -> bool:
        """Return whether a payload names an account."""
        return bool(list(self._select("SELECT 1 FROM accounts WHERE account = :account", account=account)))

    def accounts(self) -> Iterator[str]:
        """Yield the accounts that a payload names."""
        return (account for (account,) in self._select("SELECT account FROM accounts ORDER BY account"))

    def build(self, account: str, now: datetime) -> Account | None:
        """Return an account with its sales in the order of their time; nothing of one that has expired.

        A sale that a correction has given to another account is not in it.
        """
        since = self._find_beginning(account, now)
        if since is None:
            return None
        built = Account()
        rows = f"SELECT mark, at, store, cents {OF_ACCOUNT} AND arrived >= :since ORDER BY at, mark"
        for row in self._select(rows, account=account, since=since):
            built = built.add(PastSale(*row), self.limits)
        return built

    def _find_beginning(self, account: str, now: datetime) -> int | None:
        """Return the arrival of an account's first sale since it last expired; nothing if it has by now."""
        kept = int(timedelta(days=self.limits.remembered_days).total_seconds())
        first = last = None
        for (arrived,) in self._select(f"SELECT arrived {OF_ACCOUNT} ORDER BY arrived", account=account):
            if first is None or (last is not None and arrived - last > kept):
                first = arrived
            last = arrived
        if first is None or last is None:
            return 0
        return first if now.timestamp() - last <= kept else None

    def _select(self, statement: str, **values: object) -> Iterator[Any]:
        with closing(self.database.cursor()) as cursor:
            yield from cursor.execute(statement, values)
