"""What is said of the first deploy and of the last destroy is what the templates say."""

import re

from environments import PRESETS, preset
from limits.consumers import NEW_CONCURRENCY
from limits.glue import SPARE_DPUS, TASK_DPUS
from stacks.config import OF_THE_BASE
from tests.stacks.synthesized import Environment
from tests.synthesis import ENVIRONMENTS, REPOSITORY, resources, templates

OPERATING = (REPOSITORY / "docs/operating.md").read_text()
WAY_BACK = (REPOSITORY / "docs/way-back.md").read_text()
MAPPING = "AWS::Lambda::EventSourceMapping"


def row(beginning: str) -> list[str]:
    """The cells of the table's row that begins so."""
    (found,) = [line for line in OPERATING.splitlines() if line.startswith(f"| {beginning}")]
    return [cell.strip() for cell in found.strip("|").split("|")]


def cells(row: list[str]) -> list[int]:
    """The figures of a row, one an environment."""
    return [int(cell) for cell in row[1 : len(PRESETS) + 1]]


def workers(environment: str, *classes: str) -> int:
    jobs = [job["Properties"] for job in resources(environment, "AWS::Glue::Job")]
    return sum(job["NumberOfWorkers"] for job in jobs if job["ExecutionClass"] in classes)


def lanes(environment: str) -> int:
    """Of each shard of the stream, over all consumers that read it."""
    mappings = [each["Properties"] for each in resources(environment, MAPPING)]
    return sum(each.get("ParallelizationFactor", 1) for each in mappings if read_sales(each))


def read_sales(mapping: dict[str, object]) -> bool:
    source = str(mapping["EventSourceArn"])
    return "Events" in source or "FanOut" in source


def test_the_page_names_as_many_functions_at_once_as_the_consumers_take() -> None:
    told = row("functions at once")

    assert cells(told) == [preset(name).concurrency(lanes(name)) for name in PRESETS]
    assert int(told[5]) == NEW_CONCURRENCY.limit


def test_the_page_names_as_many_workers_as_all_jobs_take() -> None:
    every, spare = row("Glue workers"), row("of them FLEX")

    assert cells(every) == [workers(name, "FLEX", "STANDARD") for name in PRESETS]
    assert cells(spare) == [workers(name, "FLEX") for name in PRESETS]
    assert (every[5], spare[5]) == (f"less than {TASK_DPUS.limit:,}", f"less than {SPARE_DPUS.limit}")


def test_the_page_says_who_makes_what_an_account_has_once() -> None:
    said = row("`api_log_role`")

    presence = {name: preset(name).account.api_log_role.name for name in PRESETS}
    assert said[2] == presence["prod"]
    assert said[3].startswith(presence["dev"])


def test_the_way_back_names_every_kind_of_thing_that_prod_leaves() -> None:
    kept = {
        one.kind for one in environment("prod") if one.body.get("DeletionPolicy") == "RetainExceptOnCreate"
    }

    table = WAY_BACK.split("## A new prod")[0]
    assert set(re.findall(r"AWS::\w+::\w+", table)) == kept


def environment(name: str) -> Environment:
    return Environment(preset(name), templates(name))


def test_the_plan_counts_every_function_that_would_share_a_reserve() -> None:
    for name in ENVIRONMENTS:
        named = OF_THE_BASE + sum(each.functions for each in preset(name).capabilities)
        assert len(resources(name, "AWS::Lambda::Function")) == named
