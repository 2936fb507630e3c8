"""The live accounts, read by statements: what is remembered of people isn't for who only looks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from lambdas.core.optimistic_table import WRITES_A_CALL, TableUnavailable, Version
from lambdas.core.renamed_table import NamedVersion, choose
from lambdas.fraud.account import Account
from lambdas.fraud.accounts import Accounts
from sluice.cloud import NotNow
from sluice.permissions import describe_missing

T = TypeVar("T")


class AccountsForbidden(NotNow):
    """Accounts are read by those who mend alone."""


class AccountsUnavailable(NotNow):
    """A read or write of accounts that failed for a reason that may pass."""


@dataclass(frozen=True, slots=True)
class LiveAccounts:
    """The consumer's accounts, as an operator reads and writes them; raises AccountsUnavailable."""

    table: Accounts

    def read(self, accounts: Iterable[str]) -> dict[str, NamedVersion[Account]]:
        """Return accounts, read strongly consistent; those that aren't there as new ones."""
        names = {each: self.table.name(each) for each in accounts}
        found: dict[str, Version[Account]] = {}
        for part in split((name for each in names.values() for name in each.every), WRITES_A_CALL):
            found |= self._read(part)
        return {each: choose(names[each], found) for each in names}

    def write(self, accounts: Mapping[str, NamedVersion[Account]]) -> set[str]:
        """Write accounts in the place of the versions that were read; return those that were overtaken."""
        try:
            return self.table.write(accounts)
        except TableUnavailable as error:
            raise AccountsUnavailable(f"{error}: swap again, it goes on") from error

    def _read(self, names: list[str]) -> Iterator[tuple[str, Version[Account]]]:
        table = self.table.table
        statement = f'SELECT * FROM "{table.table}" WHERE "account"=?'  # noqa: S608 (the stack's own table)
        answer = table.dynamodb.batch_execute_statement(
            Statements=[
                {
                    "Statement": statement,
                    "Parameters": [table.form.key(each)["account"]],
                    "ConsistentRead": True,
                }
                for each in names
            ]
        )
        for name, response in zip(names, answer["Responses"], strict=True):
            if code := response.get("Error", {}).get("Code"):
                raise _refusal(str(code), table.table)
            item = response.get("Item")
            number = int(item["version"]["N"]) if item else 0
            yield name, Version(table.form.value_of(item) if item else Account(), number)


def split(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of so many, the last one of what is left."""
    left = iter(things)
    while part := list(islice(left, size)):
        yield part


def _refusal(code: str, table: str) -> NotNow:
    if code.startswith("AccessDenied"):
        return AccountsForbidden(describe_missing("dynamodb:PartiQLSelect"))
    return AccountsUnavailable(f"{table}: {code}: try again")
