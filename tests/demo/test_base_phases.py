"""What is planned is what the acts make of the source, and what goes wrong on purpose."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

from contracts.scenario import Amounts, MessageKind, SourceMessage
from demo.act import Act
from demo.base_phases import adjustments_of, plan
from demo.demo_run import DemoRun
from demo.message import name_of
from demo.options import FaultMix
from domain.scenario import SCENARIO
from tests.demo.sample_options import OPTIONS

SOURCE = SCENARIO.source(date(2017, 12, 22), 1)


class Withhold(Act):
    """Keeps the first event back, and has put something into a ledger."""

    name = "withhold"

    def plan(self, run: DemoRun, events: Sequence[SourceMessage]) -> Sequence[SourceMessage]:  # noqa: ARG002
        """Keep one back."""
        return events[1:]

    def adjustments(self) -> Mapping[str, Amounts]:
        """Return three units."""
        return {"inventory": Amounts({"7/a": 3})}


def planned(*acts: Act, faults: FaultMix = FaultMix.DEFAULT, played: frozenset[str] = frozenset()) -> DemoRun:
    deployment: Any = SimpleNamespace(
        function_of=str, sources={"inventory": "events"}, ledgers={"inventory": "table"}
    )
    anything: Any = None
    run = DemoRun(
        options=replace(OPTIONS, faults=faults),
        terminal=anything,
        twin=anything,
        played=played,
        source=SOURCE,
        until_end=ExitStack(),
    )
    run.deployment = deployment
    plan(run, acts)
    return run


def test_without_faults_and_acts_the_source_is_sent_as_it_is() -> None:
    run = planned(faults=FaultMix.NONE)

    assert list(run.messages) == list(SOURCE) == run.record.sent
    assert not run.hard


def test_an_act_says_what_the_senders_send() -> None:
    run = planned(Withhold(OPTIONS), faults=FaultMix.NONE)

    assert name_of(SOURCE[0].data) not in {name_of(each.data) for each in run.messages}


def test_a_function_stumbles_only_if_an_operator_redrives_what_it_gives_up() -> None:
    assert not planned().hard
    assert len(planned(played=frozenset({"recover"})).hard) == 5


def test_every_kind_of_fault_is_mixed_in() -> None:
    assert {each.kind for each in planned().messages} == {*MessageKind}


def test_what_acts_have_put_into_a_ledger_adds_up() -> None:
    assert adjustments_of([Withhold(OPTIONS), Withhold(OPTIONS)]) == {"inventory": {"7/a": 6}}
