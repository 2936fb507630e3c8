"""What a refusal means for a store, and what to do about it: by the contract's reason, or the rule's name."""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.refusals import Reason


@dataclass(frozen=True)
class Meaning:
    """What happened, and what a store does about it."""

    happened: str
    to_do: str


SEND_AGAIN = "Ask the help desk to have the till send the receipt again."
SET_CLOCK = "Set the till's clock. The help desk sends the receipt again under its right day."
CORRECT = "Look the receipt up at the till. The help desk corrects it and sends it again."
ORDERING = "Nothing in the store: no sale is missing."

MEANINGS: Mapping[str, Meaning] = {
    Reason.NOT_JSON: Meaning("Broke off or was garbled on its way", SEND_AGAIN),
    Reason.LINE_BREAK: Meaning("Several records came as one", SEND_AGAIN),
    Reason.WRONG_SHAPE: Meaning("A field is missing, or holds what it can't hold", CORRECT),
    Reason.UNKNOWN_VERSION: Meaning(
        "Sent by a till's software that isn't known here",
        "Tell the help desk which tills have new software. Their receipts come in as soon as it is known.",
    ),
    Reason.BAD_ID: Meaning("The receipt's number doesn't fit its store, till or day", CORRECT),
    Reason.CARD_NUMBER: Meaning(
        "Holds what looks like a card number",
        "Find out where somebody typed it in. The help desk takes it out and sends the receipt again.",
    ),
    Reason.PURGED: Meaning("Held what must not be stored, and was taken out", SEND_AGAIN),
    Reason.FUTURE: Meaning("Is dated later than it came", SET_CLOCK),
    Reason.TOO_OLD: Meaning("Is dated before the oldest day that is taken", SET_CLOCK),
    Reason.CONFLICT: Meaning(
        "Another receipt has the same number; the first counts",
        "Compare both with the till's journal, and tell the help desk which one is right.",
    ),
    Reason.CLAIM_MISSING: Meaning("A large receipt was announced and never came", SEND_AGAIN),
    Reason.CLAIM_MISMATCH: Meaning("A large receipt came otherwise than it was announced", SEND_AGAIN),
    Reason.CLAIM_UNREADABLE: Meaning("A large receipt came and can't be read", SEND_AGAIN),
    Reason.ROW_REFUSED: Meaning("Can't be kept as it is", CORRECT),
    Reason.TOO_LARGE: Meaning("Is larger than a receipt may be", "Sell that much on several receipts."),
    Reason.RECORD_TOO_LARGE: Meaning("Was sent in one piece that is too large", SEND_AGAIN),
    Reason.FOREIGN_SENDER: Meaning(
        "Came from somebody who may not send this store's sales",
        "Tell the help desk at once if a till of yours sent it, and nobody else.",
    ),
    Reason.UNREADABLE_OBJECT: Meaning(
        "A part of the archive can't be read", "Nothing in the store: the help desk brings it back."
    ),
    Reason.ORDER_REFUSED: Meaning("The supplier refused an order", ORDERING),
    Reason.ALERT_REFUSED: Meaning("A message to somebody else was refused", ORDERING),
    "store_blank": Meaning("Names no store", "Check the number that is set at the till."),
    "clock_never_set": Meaning("Is dated before 2010: the till's clock was never set", SET_CLOCK),
    "sku_blank": Meaning("A line names no product", CORRECT),
    "amount_too_large": Meaning("A line is over $100,000, like a bar code typed as a price", CORRECT),
    "discount_below_zero": Meaning("A discount is below zero where nothing comes back", CORRECT),
    "return_that_earns": Meaning("A return brought the store money", CORRECT),
}
UNKNOWN = Meaning("Can't be taken as it is", CORRECT)


def find_meaning(reason: str) -> Meaning:
    """Return what a refusal means, of one that has no words here what holds of all."""
    return MEANINGS.get(reason, UNKNOWN)
