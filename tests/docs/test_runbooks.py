"""A runbook's commands are such as the AWS CLI knows, and its metrics are such as AWS publishes."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from botocore.model import OperationModel
from botocore.session import get_session

from tests.stacks.published import PUBLISHED
from tests.synthesis import ENVIRONMENTS, REPOSITORY, templates

PAGES = sorted((REPOSITORY / "docs/runbooks").glob("*.md"))
SCRIPTS = [*PAGES, REPOSITORY / "docs/runbooks/names.sh"]
ALARMS = [page for page in PAGES if page.name != "README.md"]
SECTIONS = ["Means", "Look", "Do", "Over", "Don't"]
# Of the CLI itself, and not of an operation.
GLOBAL = {"output", "query", "cli-binary-format", "cli-input-json"}
# Counted by the consumers and the jobs, and by AWS where no alarm or graph looks.
ELSEWHERE = {
    "BackfillChunksLeft",
    "BackfillEvents",
    "BatchesStopped",
    "ChangesConflicting",
    "ChangesRefused",
    "DaysBlocked",
    "DaysClosed",
    "DestinationDeliveryFailures",
    "FraudSuspected",
    "MergesFailed",
    "SalesCurated",
    "ThrottledGetRecords",
    "ViewLate",
}


def commands(page: Path) -> Iterator[tuple[str, str, set[str]]]:
    """Every use of the CLI with its options, but for `aws s3`, which is a program of its own."""
    for line in code(page.read_text()):
        for service, operation, rest in re.findall(r"aws (?!s3 )([a-z-]+) ([a-z-]+)([^|>]*)", line):
            yield service, operation, set(re.findall(r" --([a-z-]+)", rest))


def code(text: str) -> Iterator[str]:
    """The lines of a script, or of a page's scripts, and the code within its sentences."""
    fenced = re.compile(r"```sh\n(.*?)```", re.DOTALL)
    for script in fenced.findall(text) or [text]:
        yield from script.replace("\\\n", " ").splitlines()
    yield from (" ".join(inline.split()) for inline in re.findall(r"`([^`]+)`", fenced.sub("", text)))


@cache
def operations(service: str) -> dict[str, OperationModel]:
    """A service's operations under the names that the CLI gives them."""
    model = get_session().get_service_model(service)
    return {kebab(name): model.operation_model(name) for name in model.operation_names}


def kebab(name: str) -> str:
    """A name as the CLI writes it."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()


@pytest.mark.parametrize("page", SCRIPTS, ids=lambda page: page.stem)
def test_every_command_exists_and_takes_its_options(page: Path) -> None:
    found = list(commands(page))
    for service, operation, options in found:
        shape = operations(service)[operation].input_shape
        known = {kebab(member) for member in shape.members} if shape else set()

        assert {option.removeprefix("no-") for option in options} - GLOBAL <= known, (service, operation)
    assert found


@pytest.mark.parametrize("page", ALARMS, ids=lambda page: page.stem)
def test_every_metric_is_published_under_its_dimension(page: Path) -> None:
    for namespace, name, dimension in re.findall(
        r"(?:highest|total) (\S+) (\S+) Name=(\w+),", page.read_text()
    ):
        published = PUBLISHED.get((namespace, dimension), {})
        assert name in published or name in ELSEWHERE, name


@pytest.mark.parametrize("page", ALARMS, ids=lambda page: page.stem)
def test_every_page_answers_the_same_questions(page: Path) -> None:
    asked = re.findall(r"^\*\*(\w[\w']*)[.,]?\*\*", page.read_text(), re.MULTILINE)

    assert asked == SECTIONS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text()):
        assert (page.parent / target).is_file(), target


LOOKED_UP = re.compile(r'^(\w+)=\$\(resource (\w+) (AWS::\S+) "?([\w]*)"?\)', re.MULTILINE)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_name_stands_for_one_resource(environment: str) -> None:
    """As `resource` in names.sh looks: a command that is given two URLs can't work."""
    stacks = templates(environment)
    for name, stack, kind, begins in LOOKED_UP.findall(SCRIPTS[-1].read_text()):
        there = stacks.get(f"Sluice-{environment}-{stack}", {"Resources": {}})["Resources"]
        alike = [each for each in there if there[each]["Type"] == kind and each.startswith(begins)]
        named = [each for each in alike if len(each) == len(begins) + 8]

        assert len(named or alike) <= 1, (name, named or alike)
