"""The ways in which a sale is broken on purpose: each is a message that the contract refuses."""

from dataclasses import replace

from contracts.contract_breaks import TEST_CARD, contract_breaks, unknown_version
from contracts.refusals import Reason
from contracts.scenario import Break, Payload, compact
from domain import EVENT


def not_json(sale: Payload) -> bytes:
    """Send the printed receipt's first line instead of the sale."""
    return f"SALE {sale['sale_id']} *** THANK YOU ***".encode()


def no_lines(sale: Payload) -> bytes:
    """Leave a required field out."""
    return compact({name: value for name, value in sale.items() if name != "lines"})


def word_for_number(sale: Payload) -> bytes:
    """Send a quantity that is a word."""
    first, *others = sale["lines"]
    return compact({**sale, "lines": [{**first, "quantity": "two"}, *others]})


def card_number(sale: Payload) -> bytes:
    """Send a card number where the token belongs."""
    return compact({**sale, "payment_token": TEST_CARD})


def from_the_future(sale: Payload) -> bytes:
    """Send what a till makes whose clock runs a century ahead."""
    store_id, day, register_id, sequence = sale["sale_id"].split("/")
    sale_id = f"{store_id}/{_next_century(day)}/{register_id}/{sequence}"
    return compact({**sale, "sale_id": sale_id, "occurred_at": _next_century(sale["occurred_at"])})


def from_long_ago(sale: Payload) -> bytes:
    """Send what a till makes whose clock was never set: a sale of 2010."""
    store_id, day, register_id, sequence = sale["sale_id"].split("/")
    sale_id = f"{store_id}/{_long_ago(day)}/{register_id}/{sequence}"
    return compact({**sale, "sale_id": sale_id, "occurred_at": _long_ago(sale["occurred_at"])})


def million_units(sale: Payload) -> bytes:
    """Send a million units on a line, more than any shelf can hold."""
    first, *others = sale["lines"]
    return compact({**sale, "lines": [{**first, "quantity": 1_000_000}, *others]})


def other_day(sale: Payload) -> bytes:
    """Name a business day that isn't the sale's."""
    store_id, day, register_id, sequence = sale["sale_id"].split("/")
    return compact({**sale, "sale_id": f"{store_id}/{_next_century(day)}/{register_id}/{sequence}"})


def _next_century(moment: str) -> str:
    # The 29th of February isn't in every year, the 28th is.
    return f"{int(moment[:4]) + 100}{moment[4:]}".replace("-02-29", "-02-28")


def _long_ago(moment: str) -> str:
    return f"2010{moment[4:]}".replace("-02-29", "-02-28")


BREAKS = (
    Break(from_long_ago, Reason.TOO_OLD),
    Break(million_units, Reason.WRONG_SHAPE),
    Break(not_json, Reason.NOT_JSON),
    Break(no_lines, Reason.WRONG_SHAPE),
    Break(word_for_number, Reason.WRONG_SHAPE, is_repairable=True),
    Break(card_number, Reason.CARD_NUMBER),
    Break(from_the_future, Reason.FUTURE),
    Break(other_day, Reason.BAD_ID),
    *(replace(each, is_repairable=each.make is unknown_version) for each in contract_breaks(EVENT)),
)
"""What an operator can repair without asking the store has a recipe in examples/repairs."""
