"""A filter that nothing can match is a mistake of whoever typed it, and no good news."""

from pathlib import Path

import pytest

from contracts.refusals import Reason
from tests.sluice.failures.doing import file_of
from tests.sluice.failures.typed import BROKEN, answered, ran, refuse

pytestmark = pytest.mark.usefixtures("cloud")

COMMANDS = (("list",), ("count",), ("redrive",), ("redrive", "--apply"))
every_command = pytest.mark.parametrize("command", COMMANDS, ids=" ".join)


@every_command
@pytest.mark.parametrize("as_json", [[], ["--json"]])
@pytest.mark.parametrize(
    ("option", "value", "known"),
    [
        ("--reason", "banana", "bad_id, card_number"),
        ("--reason", "Wrong_Shape", "wrong_shape"),
        ("--consumer", "invenory", "archive, inventory, loyalty"),
        ("--state", "waitin", "waiting, sending, sent, parked"),
    ],
)
def test_a_misspelt_filter_is_an_error_that_names_the_known_ones(
    command: tuple[str, ...], option: str, value: str, known: str, as_json: list[str]
) -> None:
    refuse(BROKEN)

    answer = ran("failures", command[0], "dev", option, value, *command[1:], *as_json)

    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.startswith(f"sluice: {option} is {value}: it is one of ")
    assert known in answer.stderr


@every_command
@pytest.mark.parametrize(
    "filters", [["--reason", "conflict"], ["--consumer", "archive"], ["--state", "parked"]]
)
def test_a_filter_that_could_match_finds_nothing(command: tuple[str, ...], filters: list[str]) -> None:
    refuse(BROKEN)

    assert ran("failures", command[0], "dev", *filters, *command[1:]).exit_code == 0


@every_command
def test_a_partition_of_which_nothing_failed_is_told_with_those_of_which_something_did(
    command: tuple[str, ...],
) -> None:
    """Nobody can know every store: one of which nothing failed is no mistake."""
    refuse(BROKEN)

    answer = ran("failures", command[0], "dev", "--store", "368", *command[1:])

    assert answer.exit_code == 0
    assert "nothing failed of store 368; there are failures of store 367" in answer.output


def test_a_recipe_for_a_consumer_that_there_is_not_is_an_error(tmp_path: Path) -> None:
    refuse(BROKEN)
    recipe = file_of('name = "all"\n[where]\nconsumer = "invenory"', tmp_path)

    answer = ran("failures", "repair", "dev", "--recipe", str(recipe))

    assert answer.exit_code == 2
    assert "--consumer is invenory: it is one of" in answer.stderr


def test_where_nothing_failed_it_says_so() -> None:
    assert ran("failures", "list", "dev").stdout == "nothing failed\n"
    assert answered("failures", "count", "dev", "--reason", Reason.CONFLICT) == {}
