"""What a reviewer reads of the rules is what they do."""

import re

import msgspec
import pytest

from lambdas.fraud.rules import RULES, Rule
from lambdas.fraud.thresholds import Thresholds
from tests.synthesis import REPOSITORY

PATH = REPOSITORY / "docs/fraud.md"
PAGE = PATH.read_text()
SECTION = PAGE.split("\n## What is looked for", 1)[1].split("\n## ", 1)[0]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in SECTION.splitlines()
    if line.startswith("| `")
]
OF_THE_HOUR = ("`unusual_hour`", "the sale")
THRESHOLD = re.compile(r"`(\w+)` \((\d+)\)")


def test_every_rule_has_its_row_and_looks_at_its_accounts() -> None:
    shown = [(rule, looks_at) for rule, looks_at, *_ in ROWS]

    assert shown == [*((f"`{rule.name}`", ", ".join(rule.applies)) for rule in RULES), OF_THE_HOUR]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_weighs_what_its_row_names(rule: Rule) -> None:
    [weighs] = [row[3] for row in ROWS if row[0] == f"`{rule.name}`"]
    [(name, _)] = THRESHOLD.findall(weighs)

    assert rule.weighs(Thresholds(**{name: 99})) == 99


def test_the_page_names_every_threshold_with_its_default() -> None:
    said = {(name, int(number)) for name, number in THRESHOLD.findall(PAGE)}

    assert said == set(msgspec.structs.asdict(Thresholds()).items())


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)", PAGE):
        assert (PATH.parent / target).exists(), target
