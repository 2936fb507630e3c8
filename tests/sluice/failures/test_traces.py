"""A list of failures names sales and nobody; one that is looked at is shown whole, but never a card."""

import json

import pytest

from contracts.contract_breaks import TEST_CARD
from contracts.refusals import Reason
from tests.lambdas.sales import encoded, line, sale
from tests.sluice.failures.typed import ran, refuse

pytestmark = pytest.mark.usefixtures("cloud")

MEMBER, TOKEN = "mark-member-7Q", "mark_token_7Q"
CARDS = (TEST_CARD, TEST_CARD.replace(" ", ""))
MARKED = sale(1, lines=[line("pear", "3")], loyalty_id=MEMBER, payment_token=TOKEN, note=MEMBER)
BROKEN = encoded(MARKED)
LISTS = (["list"], ["list", "--json"], ["count", "--by", "reason"], ["count", "--by", "state"])


@pytest.mark.parametrize("typed", LISTS, ids=" ".join)
def test_a_list_names_nobody(typed: list[str]) -> None:
    refuse(BROKEN)
    refuse(f"{MEMBER} {TOKEN}".encode(), number=2, reason=Reason.NOT_JSON)
    refuse(encoded(MARKED | {"payment_token": CARDS[0]}), number=3, reason=Reason.CARD_NUMBER)
    command, *rest = typed

    answer = ran("failures", command, "dev", *rest)

    assert answer.exit_code == 0
    assert [mark for mark in (MEMBER, TOKEN, *CARDS) if mark in answer.output] == []


@pytest.mark.parametrize(
    "field", ["payment_token", "loyalty_id", "register_id", "sale_id", "note", "store_id"]
)
@pytest.mark.parametrize("card", CARDS)
def test_a_card_is_shown_by_no_command(field: str, card: str) -> None:
    refuse(encoded(MARKED | {field: card}), reason=Reason.CARD_NUMBER)
    failure, *_ = json.loads(ran("failures", "list", "dev", "--json").stdout)

    for typed in (["list", "dev"], ["show", "dev", failure["id"]], ["show", "dev", failure["id"], "--json"]):
        answer = ran("failures", *typed)
        assert answer.exit_code == 0
        assert card not in answer.output


def test_a_failure_that_is_looked_at_is_shown_whole() -> None:
    refuse(BROKEN)
    failure, *_ = json.loads(ran("failures", "list", "dev", "--json").stdout)

    assert MEMBER in ran("failures", "show", "dev", failure["id"]).stdout
