"""The commands on accounts, as they are typed."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from sluice.__main__ import app
from sluice.retail.accounts.rebuild import AccountRebuild
from tests.lambdas.fraud.names import name
from tests.lambdas.sales import encoded, line, sale
from tests.sluice.declared_outputs import declared_outputs
from tests.sluice.retail.accounts.screening import Screening

FIRST, LOST = (
    encoded(sale(n, lines=[line(total_cents=cents)], loyalty_id=None)) for n, cents in ((1, 2_000), (2, 999))
)
NAME = name("token#tok_paid").current
WRONG = (
    f"{NAME}: purchases 1, must be 2; bought $20.00, must be $29.99; usual amount $20.00, must be "
    "$14.99; recent sales 1 (last $20.00 in 367), must be 2 (last "
)


@pytest.fixture
def screening(monkeypatch: pytest.MonkeyPatch) -> Screening:
    """The environment that every command finds: an account that misses a sale."""
    screening = Screening()
    monkeypatch.setattr(AccountRebuild, "of", lambda _: screening.rebuild)
    screening.sell(FIRST)
    screening.archive(LOST)
    screening.later()
    return screening


def ran(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(app, ["accounts", *arguments], input=answer)


@pytest.mark.usefixtures("screening")
def test_says_in_a_line_what_an_account_has_otherwise() -> None:
    answer = ran("compare", "dev")

    first, second = answer.stdout.splitlines()
    assert answer.exit_code == 1
    assert first == "1 accounts of 2 records, 1 wrong, 0 swapped"
    assert second.startswith(WRONG)
    assert second.endswith(": wrong")


def test_swaps_once_it_was_asked_for_and_then_finds_nothing(screening: Screening) -> None:
    refused = ran("swap", "dev", answer="n\n")
    kept = screening.kept()
    swapped = ran("swap", "dev", answer="y\n")
    again = ran("swap", "dev", "--json")

    assert (refused.exit_code, kept) == (1, [])
    assert "Swap 1 accounts in dev?" in refused.stderr
    assert swapped.exit_code == 0
    assert "1 accounts of 2 records, 1 wrong, 1 swapped" in swapped.stdout.splitlines()
    figures = {"records": 2, "accounts": 1, "wrong": 0, "swapped": 0, "moving": [], "each": []}
    assert (again.exit_code, json.loads(again.stdout)) == (0, figures)


def test_names_an_account_that_changed_meanwhile(screening: Screening) -> None:
    third = encoded(sale(3, loyalty_id=None))
    screening.meanwhile = lambda here: here.screen(third)

    answer = ran("swap", "dev", "--yes")

    assert answer.exit_code == 1
    assert answer.stdout.splitlines() == [
        "1 accounts of 2 records, 0 wrong, 0 swapped",
        f"{NAME}: changed meanwhile, look again",
    ]


@pytest.mark.usefixtures("screening")
def test_says_in_a_line_that_an_account_is_nobodys() -> None:
    answer = ran("compare", "dev", "--account", "tok_paid")

    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.splitlines() == [
        "sluice: no tok_paid in raw: write an account as token#… or member#…, as sales do"
    ]


def test_says_in_a_line_that_there_are_no_accounts() -> None:
    with declared_outputs("starter"):
        answer = ran("compare", "starter")

    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == "sluice: starter has no Fraud: name it in environments.py, and deploy\n"


def test_finds_every_name_in_the_stacks_outputs() -> None:
    with declared_outputs("dev"):
        rebuild = AccountRebuild.of("dev")

    assert rebuild.limits.remembered_days == 400
    assert rebuild.accounts.table.table.table == "any-accountstable"
    assert (rebuild.failures, rebuild.positions) == ("any-failuresbucket", "any-positionstable")


def test_says_in_a_line_which_policy_reads_accounts(screening: Screening) -> None:
    def deny(parsed: dict[str, Any], **_: object) -> None:
        parsed["Responses"] = [{"Error": {"Code": "AccessDenied"}} for _ in parsed["Responses"]]

    screening.world.dynamodb.meta.events.register("after-call.dynamodb.BatchExecuteStatement", deny)

    answer = ran("compare", "dev")

    assert (answer.exit_code, answer.stdout) == (2, "")
    [said] = answer.stderr.splitlines()
    assert said.startswith("sluice: dynamodb:PartiQLSelect isn't allowed: the mend policy brings it, ")
