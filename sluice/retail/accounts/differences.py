"""Where a live account says otherwise than raw does."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isclose
from typing import Any

from lambdas.core.renamed_table import NamedVersion
from lambdas.fraud.account import Account

CLOSE = 1e-6
"""Of sums of floats, which depend on the order of what is added."""


@dataclass(frozen=True, slots=True)
class WrongAccount:
    """An account, as it is live and as raw makes it; `swapped` once the one is in the place of the other.

    What is shown names it as its table does: by a hash.
    """

    account: str
    live: NamedVersion[Account]
    built: Account
    swapped: bool = False

    @property
    def name(self) -> str:
        """Return what the account is called now."""
        return self.live.names.current

    def figures(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "account": self.name,
            "swapped": self.swapped,
            "differs": {what: {"is": has, "must_be": must} for what, has, must in self._differing()},
        }

    def __str__(self) -> str:
        differing = "; ".join(f"{what} {has}, must be {must}" for what, has, must in self._differing())
        return f"{self.name}: {differing}: {'swapped' if self.swapped else 'wrong'}"

    def _differing(self) -> Iterator[tuple[str, str, str]]:
        """Yield what differs, in words; at least the sales that each remembers, whose order is theirs."""
        pairs = zip(_describe(self.live.value).items(), _describe(self.built).values(), strict=True)
        differing = [(what, has, must) for (what, has), must in pairs if has != must]
        yield from differing or [("sales", "not those of raw", "those of raw")]


def is_same(live: Account, built: Account) -> bool:
    """Return whether both remember the same; only means and squares may differ, by how floats are added."""
    exact = [(each.recent, each.forgotten, each.sales, each.bought, each.refunded) for each in (live, built)]
    floats = ((live.mean, built.mean), (live.squares, built.squares))
    return exact[0] == exact[1] and all(isclose(*pair, rel_tol=CLOSE, abs_tol=1.0) for pair in floats)


def _describe(account: Account) -> dict[str, str]:
    recent = ", ".join(f"{_dollars(each.cents)} in {each.store_id}" for each in account.recent[-3:])
    return {
        "purchases": f"{account.sales:,}",
        "bought": _dollars(account.bought),
        "refunded": _dollars(account.refunded),
        "usual amount": _dollars(account.mean),
        "recent sales": f"{len(account.recent)}" + (f" (last {recent})" if recent else ""),
    }


def _dollars(cents: float) -> str:
    return f"${cents / 100:,.2f}"
