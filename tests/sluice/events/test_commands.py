"""What the bus has told is told again by command: to one rule, and to nobody who wasn't named."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from sluice.__main__ import app
from sluice.events import replays
from sluice.events.commands import follow
from tests.sluice.events.deployed import Bus

HOUR_AGO = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
START, END = (
    f"{HOUR_AGO - timedelta(minutes=5):%Y-%m-%dT%H:%M}",
    f"{HOUR_AGO + timedelta(minutes=5):%Y-%m-%dT%H:%M}",
)
NEVER = f"{HOUR_AGO - timedelta(days=30):%Y-%m-%dT%H:%M}"
WINDOW = ("--from", START, "--to", END)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look often: nobody here is billed for it."""
    monkeypatch.setattr(replays, "PAUSE_SECONDS", 0.1)


@pytest.fixture(scope="module")
def told(bus: Bus) -> Bus:
    """A bus that took two falls of stock and a suspicion an hour ago."""
    for kind, detail in (("StockLow", {"sku": "1"}), ("StockLow", {"sku": "2"}), ("FraudSuspected", {})):
        bus.put(kind, HOUR_AGO, detail)
    with bus.playing():
        pass
    bus.emptied("ReorderQueue")
    bus.emptied("Cases")
    return bus


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["events", *arguments])


def complaint(*arguments: str) -> str:
    """The line that somebody is told who can't have what they want."""
    answer = ran(*arguments)

    assert (answer.exit_code, answer.stdout) == (2, "")
    *_, line = answer.stderr.splitlines()
    return line.removeprefix("sluice: ")


def listed() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(ran("replays", "dev", "--json").stdout)
    return found


def test_brings_events_back_to_the_rule_that_is_named_and_to_no_other(told: Bus) -> None:
    """FAULTS 39."""
    with told.playing():
        told.emptied("ReorderQueue")
        answer = ran("replay", "dev", *WINDOW, "--rule", "orders", "--json")

    figures = json.loads(answer.stdout)
    events = [each for each in told.emptied("ReorderQueue") if "replay-name" in each]
    assert (answer.exit_code, figures["state"]) == (0, "COMPLETED")
    assert {each["replay-name"] for each in events} == {figures["replay"]}
    assert sorted(each["detail"]["sku"] for each in events) == ["1", "2"]
    assert not [each for each in told.emptied("Cases") if "replay-name" in each]
    assert datetime.fromisoformat(figures["last_event"]) == HOUR_AGO


def test_says_before_it_starts_how_much_there_is_and_what_will_come_of_it(told: Bus) -> None:
    with told.playing():
        answer = ran("replay", "dev", *WINDOW, "--rule", "suspicions", "--name", "told")

    first, second, *_ = answer.stderr.splitlines()
    assert "to suspicions alone, which takes FraudSuspected: Makes a case of each suspicion" in first
    assert second.startswith("the archive holds 3 events, ")
    assert answer.stdout.startswith("suspicions-dev-told: completed, ")


def test_numbers_replays_of_one_window(told: Bus) -> None:
    with told.playing():
        names = [
            json.loads(ran("replay", "dev", *WINDOW, "--rule", "suspicions", "--json").stdout)["replay"]
            for _ in range(2)
        ]

    assert [name[-2:] for name in names] == ["-1", "-2"]
    assert {each["replay"] for each in listed()} >= {*names}


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (WINDOW, "say which rule is to act again, --rule orders or suspicions"),
        ((*WINDOW, "--rule", "alerts"), "takes replays of alerts: --rule orders or suspicions"),
        (("--from", END, "--to", START, "--rule", "orders"), "it must come after --from"),
        (("--from", START, "--to", "2999-01-01", "--rule", "orders"), "that hasn't come, it is "),
        (("--from", NEVER, "--to", END, "--rule", "orders"), "the archive keeps 7 days"),
        (("--from", "noon", "--to", END, "--rule", "orders"), "--from is noon: write a time of UTC"),
        ((*WINDOW, "--rule", "orders", "--name", "a b"), "--name is a b: orders-dev-a b may have 64 letters"),
    ],
)
@pytest.mark.usefixtures("told")
def test_refuses_in_one_line_and_starts_nothing(arguments: tuple[str, ...], why: str) -> None:
    before = listed()

    assert why in complaint("replay", "dev", *arguments)
    assert listed() == before


def test_refuses_a_name_that_there_was(told: Bus) -> None:
    asked = ("replay", "dev", *WINDOW, "--rule", "orders", "--name", "once")
    with told.playing():
        assert ran(*asked).exit_code == 0

        assert complaint(*asked) == "there was a replay orders-dev-once already: give another --name"


def test_one_at_a_time_until_it_is_cancelled(told: Bus) -> None:
    asked = ("replay", "dev", *WINDOW, "--rule", "orders", "--no-wait", "--name")
    started = ran(*asked, "waits")

    assert started.stdout.startswith("orders-dev-waits: starting, ")
    assert complaint(*asked, "other") == "orders-dev-waits is starting: wait for its end, or cancel it"

    cancelled = ran("cancel", "dev", "orders-dev-waits")
    assert (cancelled.exit_code, cancelled.stdout[:29]) == (0, "orders-dev-waits: cancelling,")

    with told.playing():
        pass
    assert (
        complaint("cancel", "dev", "orders-dev-waits")
        == "orders-dev-waits is cancelled: there is nothing to cancel"
    )


def test_a_replay_that_somebody_cancels_is_no_success(told: Bus, capsys: pytest.CaptureFixture[str]) -> None:
    def cancel(_: float) -> None:
        assert ran("cancel", "dev", "orders-dev-stopped").exit_code == 0
        with told.playing():
            pass

    ran("replay", "dev", *WINDOW, "--rule", "orders", "--name", "stopped", "--no-wait")

    assert follow(told.replays(cancel), "orders-dev-stopped", wait=True, as_json=False) == 1
    assert capsys.readouterr().out.startswith("orders-dev-stopped: cancelled, ")


def test_who_leaves_a_replay_leaves_it_at_work(told: Bus, capsys: pytest.CaptureFixture[str]) -> None:
    def leave(_: float) -> None:
        raise KeyboardInterrupt

    ran("replay", "dev", *WINDOW, "--rule", "orders", "--name", "left", "--no-wait")

    assert follow(told.replays(leave), "orders-dev-left", wait=True, as_json=False) == 130
    assert capsys.readouterr().err.startswith("sluice: orders-dev-left goes on; ")
    with told.playing():
        pass
    assert {each["replay"]: each["state"] for each in listed()}["orders-dev-left"] == "COMPLETED"


def test_knows_no_replay_of_another_archive(told: Bus) -> None:
    events = told.twin.emulator.client("events")
    bus = events.create_event_bus(Name="other")["EventBusArn"]
    archive = events.create_archive(ArchiveName="other", EventSourceArn=bus)["ArchiveArn"]
    events.start_replay(
        ReplayName="orders-dev-other",
        EventSourceArn=archive,
        EventStartTime=HOUR_AGO,
        EventEndTime=HOUR_AGO + timedelta(minutes=1),
        Destination={"Arn": bus},
    )

    assert complaint("cancel", "dev", "orders-dev-other").startswith(
        "orders-dev-other is a replay of another archive"
    )
    assert complaint("cancel", "dev", "orders-dev-nobody") == "there is no replay orders-dev-nobody"
    assert "orders-dev-other" not in {each["replay"] for each in listed()}


def test_says_what_is_not_deployed() -> None:
    assert complaint("replays", "qa") == "there is no stack Sluice-qa-Events in eu-west-1"


@pytest.mark.parametrize("verb", ["replay", "replays", "cancel"])
def test_its_help_has_examples_and_the_exit_codes(verb: str) -> None:
    text = ran(verb, "--help").stdout

    assert f"sluice events {verb} " in text
    assert "Exit codes: 0 " in text
