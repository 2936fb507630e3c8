"""What failed is listed, counted and shown; no card number is."""

import json
from pathlib import Path

import pytest

from contracts.refusals import Reason
from tests.lambdas.sales import encoded, sale
from tests.sluice.failures.doing import file_of
from tests.sluice.failures.typed import BROKEN, answered, ran, refuse

pytestmark = pytest.mark.usefixtures("cloud")
CARD = "4111 1111 1111 1111"


def test_lists_what_failed_for_people_and_for_programs() -> None:
    refuse(BROKEN)

    lines = ran("failures", "list", "dev").stdout.splitlines()
    found = answered("failures", "list", "dev", "--consumer", "loyalty", "--store", "367")

    assert lines[0].split() == [
        "id",
        "state",
        "reason",
        "consumer",
        "store",
        "sale",
        "times",
        "last",
        "failed",
    ]
    assert [each.split()[1:7] for each in lines[1:]] == [
        ["waiting", "wrong_shape", consumer, "367", "367/2017-03-01/4/1", "1"]
        for consumer in ("inventory", "loyalty")
    ]
    assert [(each["consumer"], each["state"], each["attempts"]) for each in found] == [
        ("loyalty", "waiting", 0)
    ]


def test_says_that_nothing_failed() -> None:
    assert ran("failures", "list", "dev").stdout == "nothing failed\n"
    assert ran("failures", "count", "dev").stdout == "nothing failed\n"


@pytest.mark.parametrize(
    ("by", "counts"),
    [
        ("reason", {"wrong_shape": 2, "future": 2}),
        ("consumer", {"inventory": 2, "loyalty": 2}),
        ("store", {"367": 4}),
        ("state", {"waiting": 4}),
    ],
)
def test_counts_what_failed(by: str, counts: dict[str, int]) -> None:
    refuse(BROKEN)
    refuse(encoded(sale(2)), 2, Reason.FUTURE)

    assert answered("failures", "count", "dev", "--by", by) == counts


def test_shows_a_failure_by_the_beginning_of_its_id() -> None:
    refuse(BROKEN)
    [first, _] = answered("failures", "list", "dev")

    known = answered("failures", "show", "dev", first["id"][:8])

    assert known["record"] == json.loads(BROKEN)
    assert known["why"] == "Expected `int`, got `str`"
    [seen] = known["seen"]
    assert seen["object"].startswith("inventory/2017-03-01/sales/")
    assert '"quantity": "3"' in ran("failures", "show", "dev", first["id"]).stdout


@pytest.mark.parametrize("command", ["list", "show", "repair"])
def test_never_prints_a_card_number(command: str, tmp_path: Path) -> None:
    refuse(encoded(sale(1, comment=CARD)), reason=Reason.CARD_NUMBER)
    [first, _] = answered("failures", "list", "dev")
    recipe = file_of('name = "all"', tmp_path)
    arguments = {"list": [], "show": [first["id"]], "repair": ["--recipe", str(recipe)]}

    for form in ([], ["--json"]):
        answer = ran("failures", command, "dev", *arguments[command], *form)
        assert answer.exit_code == 0
        assert "4111" not in answer.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["list", "dev", "--since", "gestern"], "--since is gestern: write a time of UTC as"),
        (["list", "dev", "--since", "2999-01-01"], "--since is 2999-01-01: that hasn't come, it is "),
        (
            ["list", "dev", "--since", "2017-03-02", "--until", "2017-03-01"],
            "--until is 2017-03-01: it must come after --since",
        ),
        (["list", "dev", "--state", "lost"], "--state is lost: it is one of waiting, sending, sent, parked"),
        (["count", "dev", "--by", "day"], "--by is day: it is one of reason, consumer, store, state"),
        (["show", "dev", "ffff"], "no failure in this window begins with ffff"),
        (["list", "qa"], "there is no stack Sluice-qa-Storage in eu-west-1"),
        (["repair", "dev", "--recipe", "none.toml"], "none.toml can't be read: No such file or directory"),
    ],
)
def test_says_in_a_line_what_cant_be_done(arguments: list[str], told: str) -> None:
    answer = ran("failures", *arguments)

    assert (answer.exit_code, answer.stdout) == (2, "")
    [said] = answer.stderr.splitlines()
    assert said.startswith(f"sluice: {told}")
