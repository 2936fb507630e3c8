"""Acts are left out by name, by what the environment lacks, and by what they build on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from demo.act import Act, Phase, RunStage
from demo.acts import UnknownName, act_types, choose_acts, leave_out, phases_of
from demo.capabilities import capabilities_of
from domain.scenario import SCENARIO
from tests.demo.sample_options import OPTIONS

EVERY = capabilities_of("full") | {"Webhook"}
"""A webhook is of a domain that declares an alert."""

JANUARY, JUNE = date(2017, 1, 1), date(2017, 6, 1)


def phase(name: str, at: RunStage, *needs: str) -> Phase:
    """Return a phase that does nothing."""
    return Phase(name=name, title=name, at=at, perform=lambda _: None, needs=frozenset(needs))


class Lake(Act):
    """Needs a capability."""

    name = "lake"
    needs = frozenset({"Lake"})

    def phases(self) -> Sequence[Phase]:
        """Return two phases, the later first."""
        return phase("close", RunStage.CLOSE), phase("files", RunStage.PREPARE)


class Late(Act):
    """Builds on another act, and is particular about its events."""

    name = "late"
    builds_on = frozenset({"lake"})

    def phases(self) -> Sequence[Phase]:
        """Return a phase that any environment has, and one that few have."""
        return phase("again", RunStage.CLOSE), phase("once more", RunStage.EXAMINE, "Replay")

    def obstacle(self, first_day: date) -> str:
        """Refuse early days."""
        return "it is too early" if first_day.month == 1 else ""


ACTS = (Lake(OPTIONS), Late(OPTIONS))


def why(without: set[str], capabilities: set[str], first_day: date = JUNE) -> dict[str, str]:
    return {each.act.name: each.why for each in leave_out(ACTS, without, capabilities, first_day)}


def test_everything_is_played_where_everything_is_there() -> None:
    assert why(set(), {"Lake"}) == {}


def test_an_act_is_left_out_as_asked_with_whatever_builds_on_it() -> None:
    assert why({"late"}, {"Lake"}) == {"late": "as asked"}
    assert why({"lake"}, {"Lake"}) == {"lake": "as asked", "late": "it builds on lake"}


def test_an_act_whose_capability_is_not_in_the_environment_is_left_out() -> None:
    assert why(set(), set()) == {"lake": "the environment has no Lake", "late": "it builds on lake"}


def test_an_act_that_can_do_nothing_with_the_events_says_why() -> None:
    assert why(set(), {"Lake"}, JANUARY) == {"late": "it is too early"}


def test_phases_come_by_their_moments_and_then_by_their_acts() -> None:
    names = [each.name for each in phases_of(ACTS, {"Replay"})]

    assert names == ["files", "close", "again", "once more"]


def test_a_phase_whose_capability_is_not_in_the_environment_is_left_out() -> None:
    assert "once more" not in [each.name for each in phases_of(ACTS, {"Lake"})]


def test_a_misspelt_act_is_an_error_that_lists_the_names() -> None:
    with pytest.raises(UnknownName, match=r"no act 'decied': there are .*close, .*fraud, .*recover"):
        choose_acts(replace(OPTIONS, without=frozenset({"recover", "decied"})))


def test_the_acts_of_a_scenario_are_found_and_their_names_are_unique() -> None:
    names = [act.name for act in act_types(SCENARIO)]

    assert len(names) == len(set(names)) == len(SCENARIO.acts) + 5
    assert {"alerts", "push", "fraud", "orders", "recover", "close", "permissions"} <= set(names)


def test_acts_and_their_phases_need_capabilities_that_an_environment_can_have() -> None:
    acts = choose_acts(OPTIONS)
    needed = frozenset().union(*(act.needs | phase.needs for act in acts for phase in act.phases()))

    assert needed <= EVERY


@pytest.mark.parametrize(("lacking", "left_out"), [("Fraud", {"fraud"}), ("Shelves", {"orders"})])
def test_frauds_are_played_without_orders_and_orders_without_frauds(lacking: str, left_out: set[str]) -> None:
    found = leave_out(choose_acts(OPTIONS), (), EVERY - {lacking}, OPTIONS.first_day)

    assert {each.act.name for each in found} == left_out


def test_acts_build_on_acts_that_there_are() -> None:
    names = {act.name for act in act_types(SCENARIO)}

    assert all(act.builds_on <= names for act in act_types(SCENARIO))


def test_titles_of_all_phases_differ_and_fit_the_terminal() -> None:
    titles = [each.title for act in choose_acts(OPTIONS) for each in act.phases()]

    assert len(titles) == len(set(titles))
    assert max(map(len, titles)) <= 54
