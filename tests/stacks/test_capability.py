"""Each capability stands on what it needs, and is left out by leaving out its row."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

import pytest
from constructs import Construct

from environments import PRESETS, dev, full
from stacks.capability import Capability, Foundation
from stacks.capability_stack import CapabilityStack
from stacks.config import Config, ConfigError
from stacks.constructs.push.usage_plan import PushKey
from stacks.consumers import ConsumersSettings
from stacks.events import EventsSettings
from stacks.monitoring import MonitoringSettings
from stacks.network import SERVICES
from stacks.push import PushSettings
from stacks.replay import ReplaySettings
from stacks.retail.fraud import FraudSettings
from stacks.retail.lake import LakeSettings
from stacks.retail.shelves import ShelvesSettings
from tests.synthesis import templates

KEY = (PushKey(sender="1", expires=date(2030, 1, 1)),)
ALONE = replace(dev(), capabilities=())
ALL = full().capabilities


@dataclass(frozen=True)
class Unbuilt(Capability):
    """A capability that is only named."""

    name: ClassVar[str] = "Unbuilt"

    def build(self, scope: Construct, construct_id: str, *, foundation: Foundation) -> CapabilityStack:
        """Build nothing."""
        raise NotImplementedError(f"{scope} {construct_id} {foundation}")


def refusal(*capabilities: Capability) -> str:
    """What is said of capabilities that can't be built so."""
    with pytest.raises(ConfigError) as refused:
        replace(ALONE, capabilities=capabilities)
    return str(refused.value)


@pytest.mark.parametrize("name", PRESETS)
def test_an_environment_has_a_stack_for_each_of_its_capabilities(name: str) -> None:
    capabilities = PRESETS[name]().capabilities
    network = {"Network"} if any(each.endpoints for each in capabilities) else set()
    stacks = {each.rpartition("-")[2] for each in templates(name)}

    assert stacks == {"Storage", "Stream", "Operators"} | {each.name for each in capabilities} | network


def test_full_has_every_capability_of_every_environment() -> None:
    for name in PRESETS:
        assert {each.name for each in PRESETS[name]().capabilities} <= {each.name for each in ALL}


def test_each_capability_is_named_at_most_once() -> None:
    assert refusal(Unbuilt(), Unbuilt()) == "capabilities is 2 of Unbuilt: each is named at most once"


@pytest.mark.parametrize(
    ("capabilities", "lacks"),
    [
        ([FraudSettings()], "Fraud without Events: name EventsSettings before FraudSettings"),
        ([EventsSettings(), ShelvesSettings()], "Shelves without Consumers: name ConsumersSettings"),
        ([FraudSettings(), EventsSettings()], "Fraud without Events: name EventsSettings before"),
    ],
    ids=lambda each: " ".join(one.name for one in each) if isinstance(each, list) else "",
)
def test_what_a_capability_lacks_is_said_in_one_line_with_what_to_name(
    capabilities: Sequence[Capability], lacks: str
) -> None:
    said = refusal(*capabilities)

    assert said.startswith(f"capabilities is {lacks}")
    assert "\n" not in said


@pytest.mark.parametrize(
    ("capabilities", "named"),
    [
        ([LakeSettings(), EventsSettings()], "Lake before Events: name EventsSettings before LakeSettings"),
        ([ReplaySettings(), ConsumersSettings()], "Replay before Consumers: name ConsumersSettings before"),
        ([MonitoringSettings(), EventsSettings()], "Monitoring before Events: name EventsSettings before"),
    ],
    ids=["a bus behind the lake", "ledgers behind replays", "monitoring first"],
)
def test_what_a_capability_looks_for_is_named_before_it(
    capabilities: Sequence[Capability], named: str
) -> None:
    assert refusal(*capabilities).startswith(f"capabilities is {named}")


def test_shelves_follow_a_ledger_that_somebody_keeps() -> None:
    said = refusal(EventsSettings(), ConsumersSettings(only=("loyalty",)), ShelvesSettings())

    assert said == "consumers.only is loyalty: add inventory, whose ledger the shelves follow"


@pytest.mark.parametrize(("only", "named"), [((), "empty"), (("invoices",), "invoices")])
def test_only_consumers_that_are_written_are_named(only: tuple[str, ...], named: str) -> None:
    assert refusal(ConsumersSettings(only=only)) == (
        f"consumers.only is {named}: name one or more of inventory, loyalty"
    )


@pytest.mark.parametrize(
    ("capability", "said"),
    [
        (EventsSettings(archive_days=0), "events.archive_days is 0: AWS takes 1 to 3,650 "),
        (LakeSettings(close_hour=24), "lake.close_hour is 24: AWS takes 0 to 23 "),
        (LakeSettings(landing_days=30), "lake.landing_days is 30: AWS takes 31 to 36,500 "),
        (PushSettings(keys=KEY, burst=0), "push.burst is 0: AWS takes 1 to 5,000 "),
        (PushSettings(keys=KEY, events_per_second=0), "push.events_per_second is 0: AWS takes 1 to "),
        (PushSettings(keys=KEY, events_per_day=0), "push.events_per_day is 0: AWS takes 1 to "),
        (
            PushSettings(keys=()),
            "push.keys is empty: give a key to each sender that pushes, or leave PushSettings",
        ),
        (
            PushSettings(keys=(PushKey(sender="1", expires=date(2001, 9, 9)),)),
            "push.keys is '1' until 2001-09-09: its last day lies between 2001-09-10 and 2286-11-18",
        ),
        (
            PushSettings(keys=KEY, why_no_firewall="no money"),
            "push.why_no_firewall is 'no money': say in a sentence why no firewall stands in front",
        ),
    ],
)
def test_a_setting_that_aws_does_not_take_is_refused(capability: Capability, said: str) -> None:
    assert refusal(capability).startswith(said)


def test_a_window_of_the_shelves_that_aws_does_not_take_is_refused() -> None:
    said = refusal(EventsSettings(), ConsumersSettings(), ShelvesSettings(window_seconds=301))

    assert said.startswith("shelves.window_seconds is 301: AWS takes 0 to 300 ")


@pytest.mark.parametrize(
    "names",
    [
        [("367", ""), ("367", "")],
        [("367", "B"), ("367B", "")],
        [("a b", "")],
        [("", "")],
        [("", "B")],
        [("a/b", "")],
        [("367", "-")],
    ],
)
def test_refuses_keys_that_could_not_be_told_apart(names: list[tuple[str, str]]) -> None:
    keys = tuple(PushKey(sender=sender, expires=date(2030, 1, 1), label=label) for sender, label in names)

    said = refusal(PushSettings(keys=keys))

    assert said.startswith("push.keys is '")
    assert said.endswith("sender and label are letters and digits, and no two keys have one name")


def test_refuses_consumers_that_could_not_all_run_at_once() -> None:
    many = replace(ALONE.load, events_per_second=39_000)

    with pytest.raises(ConfigError, match=r"^concurrency is "):
        replace(dev(), load=many, headroom=6)


def test_only_endpoints_that_the_network_knows_are_asked_for() -> None:
    for capability in ALL:
        assert capability.endpoints <= SERVICES.keys(), capability.name


def test_an_environment_is_what_its_rows_say_and_nothing_else() -> None:
    without = [each for each in dev().capabilities if each.name != "Push"]

    assert isinstance(replace(dev(), capabilities=without), Config)
