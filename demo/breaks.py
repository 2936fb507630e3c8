"""The ways in which a sale is broken on purpose: each is a message that the contract refuses."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from demo.baskets import compact

TEST_CARD = "4111 1111 1111 1111"

Sale = dict[str, Any]
Break = Callable[[Sale], bytes]


def not_json(sale: Sale) -> bytes:
    """The printed receipt's first line instead of the sale."""
    return f"SALE {sale['sale_id']} *** THANK YOU ***".encode()


def cut_off(sale: Sale) -> bytes:
    """The first two thirds of a sale."""
    whole = compact(sale)
    return whole[: len(whole) * 2 // 3]


def no_lines(sale: Sale) -> bytes:
    """A required field is missing."""
    del sale["lines"]
    return compact(sale)


def word_for_number(sale: Sale) -> bytes:
    """A quantity that is a word."""
    sale["lines"][0]["quantity"] = "two"
    return compact(sale)


def other_store(sale: Sale) -> bytes:
    """A sale id that names another store than the sale does."""
    _, rest = sale["sale_id"].split("/", 1)
    return compact({**sale, "sale_id": f"9{sale['store_id']}/{rest}"})


def card_number(sale: Sale) -> bytes:
    """A card number (the networks' published test number) where the token belongs."""
    return compact({**sale, "payment_token": TEST_CARD})


def unknown_major_version(sale: Sale) -> bytes:
    """A version of the contract that doesn't exist."""
    return compact({**sale, "schema_version": "9.0"})


def from_the_future(sale: Sale) -> bytes:
    """A till whose clock runs a century ahead."""
    store_id, day, register_id, sequence = sale["sale_id"].split("/")
    sale_id = f"{store_id}/{_next_century(day)}/{register_id}/{sequence}"
    return compact({**sale, "sale_id": sale_id, "occurred_at": _next_century(sale["occurred_at"])})


def other_day(sale: Sale) -> bytes:
    """A business day that isn't the sale's."""
    store_id, day, register_id, sequence = sale["sale_id"].split("/")
    return compact({**sale, "sale_id": f"{store_id}/{_next_century(day)}/{register_id}/{sequence}"})


def claim_to_nothing(sale: Sale) -> bytes:
    """A claim check whose sale was never left in the bucket."""
    digest = sha256(compact(sale)).hexdigest()
    claim = {
        "key": f"claims/{sale['sale_id']}/{digest}.json",
        "sha256": digest,
        "bytes": len(compact(sale)),
    }
    kept = {name: sale[name] for name in ("schema_version", "sale_id", "store_id")}
    return compact({**kept, "claim": claim})


def _next_century(moment: str) -> str:
    # The 29th of February isn't in every year, the 28th is.
    return f"{int(moment[:4]) + 100}{moment[4:]}".replace("-02-29", "-02-28")


MENDABLE: tuple[Break, ...] = (word_for_number, unknown_major_version)
"""What an operator can repair without asking the store: examples/repairs."""

BREAKS: tuple[Break, ...] = (
    not_json,
    cut_off,
    no_lines,
    word_for_number,
    other_store,
    card_number,
    unknown_major_version,
    from_the_future,
    other_day,
    claim_to_nothing,
)
