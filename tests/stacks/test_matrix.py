"""Each capability alone, each left out, and every pair of them: all synthesize, and pass every gate.

Findings of the rule packs and of CDK's own validation raise while an environment synthesizes.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from environments import dev, full
from stacks.capability import Capability
from tests.stacks import test_alarms, test_consumers, test_every_stack, test_monitoring, test_order
from tests.stacks.pairs import covering, with_needs, without
from tests.stacks.synthesized import Environment, synthesize

MOST = 40
ALL = full().capabilities
Row = Sequence[Capability]


def rows() -> dict[str, Row]:
    """The environments, by what they are called; each once. What is alone is watched."""
    alone = {f"{each.name} alone": alone_of(each) for each in ALL}
    left_out = {f"without {each.name}": without(each, ALL) for each in ALL}
    pairs = {f"pairs {number}": each for number, each in enumerate(covering(ALL), 1)}
    named = {"nothing": [], **alone, **left_out, **pairs}
    once = {tuple(each.name for each in row): name for name, row in reversed(named.items())}
    return {name: named[name] for name in reversed(once.values())}


def alone_of(capability: Capability) -> Row:
    """A capability on what it needs, with its alarms."""
    needed = {each.name for each in with_needs(capability, ALL)}
    return [each for each in ALL if each.name in {*needed, "Monitoring"}]


ROWS = rows()
GATES: Sequence[Callable[[Environment], None]] = (
    test_order.test_a_stack_waits_for_those_that_it_imports_from,
    test_consumers.test_every_mapping_reports_single_failures,
    test_consumers.test_every_mapping_bisects_and_gives_up_in_the_end,
    test_consumers.test_every_mapping_archives_whole_batches_that_it_gives_up,
    test_every_stack.test_every_log_group_ends,
    test_every_stack.test_no_permission_is_for_every_action_or_resource,
    test_every_stack.test_the_only_wildcards_are_of_what_is_named_later,
    test_every_stack.test_everything_says_whose_it_is,
    test_every_stack.test_there_is_no_custom_resource_but_what_runs_a_replication,
)
WATCHED: Sequence[Callable[[Environment], None]] = (
    test_alarms.test_every_queue_is_watched,
    test_alarms.test_aws_publishes_every_metric_that_it_is_to_measure,
    test_alarms.test_what_mappings_count_is_switched_on,
    test_alarms.test_cloudwatch_takes_every_window,
    test_alarms.test_only_an_alarm_on_silence_takes_silence_for_a_fault,
    test_monitoring.test_every_alarm_tells_exactly_one_topic,
    test_monitoring.test_every_alarm_names_a_runbook_that_exists,
)


@pytest.mark.parametrize("name", ROWS)
def test_every_environment_passes_every_gate(name: str) -> None:
    environment = synthesize(replace(dev(), capabilities=ROWS[name]))

    for gate in (*GATES, *(WATCHED if has(ROWS[name], "Monitoring") else ())):
        gate(environment)


def test_each_capability_is_alone_and_left_out_and_every_pair_is_there() -> None:
    for each in ALL:
        assert alone_of(each) in list(map(list, ROWS.values()))
        assert without(each, ALL) in list(map(list, ROWS.values()))
    assert len(ROWS) <= MOST


def test_a_pair_is_there_by_halves_unless_one_needs_the_other() -> None:
    for one in ALL:
        for other in ALL:
            halves = [row for row in ROWS.values() if has(row, one.name) and not has(row, other.name)]
            assert bool(halves) is (other not in with_needs(one, ALL)), (one.name, other.name)


def test_leaving_out_a_capability_leaves_out_what_needs_it_and_nothing_else() -> None:
    lake = next(each for each in ALL if each.name == "Lake")

    assert {each.name for each in ALL} - {each.name for each in without(lake, ALL)} == {
        "Lake",
        "Database",
        "Warehouse",
    }


def has(row: Row, name: str) -> bool:
    """Whether a capability is in a row."""
    return any(each.name == name for each in row)
