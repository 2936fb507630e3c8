"""The page for senders says what the endpoint does."""

import json
import re
import shlex

import pytest

from domain.sale import Sale
from environments import preset
from lambdas.core.contract import parse
from stacks.push import PushSettings
from tests.stacks.synthesized import settings_of
from tests.synthesis import REPOSITORY, having, resources

PAGE = (REPOSITORY / "docs/push-endpoint.md").read_text()
BLOCKS = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
[EXAMPLE] = [body for language, body in BLOCKS.findall(PAGE) if language == "json"]
CURL, *_ = [body for language, body in BLOCKS.findall(PAGE) if language == "sh"]
ANSWERS = {
    row[0]: row[1].strip("`")
    for row in (re.split(r"\s*\|\s*", line)[1:-1] for line in PAGE.splitlines() if re.match(r"\| \d", line))
}


def told(environment: str) -> set[tuple[str, str]]:
    """Each status that the template states, and its outcome: what overrides it comes first."""
    [method] = resources(environment, "AWS::ApiGateway::Method")
    by_stream = method["Properties"]["Integration"]["IntegrationResponses"]
    by_gateway = [one["Properties"] for one in resources(environment, "AWS::ApiGateway::GatewayResponse")]
    return {
        (response["StatusCode"], outcome)
        for response in (*by_stream, *by_gateway)
        for outcome in re.findall(r'"outcome": "(\w+)"', response["ResponseTemplates"]["application/json"])[
            -1:
        ]
        if "StatusCode" in response
    }


@pytest.mark.parametrize("environment", having("Push"))
def test_every_answer_of_the_template_is_explained(environment: str) -> None:
    assert told(environment) <= set(ANSWERS.items())


def test_every_answer_has_its_outcome() -> None:
    assert {status for status, outcome in ANSWERS.items() if outcome == "retry"} == {"429", "503"}
    assert {status for status, outcome in ANSWERS.items() if outcome == "accepted"} == {"202"}


def test_the_example_is_a_sale_once_curl_has_taken_its_line_breaks_out() -> None:
    sale = parse(EXAMPLE.replace("\n", "").encode())

    assert isinstance(sale, Sale)
    assert sale.net_cents == 797


def test_the_command_posts_a_file_as_json_with_the_key() -> None:
    given = shlex.split(CURL)

    assert given[0] == "curl"
    assert {"x-api-key: $PUSH_KEY", "Content-Type: application/json", "@sale.json"} < set(given)


@pytest.mark.parametrize("environment", having("Push"))
def test_the_limits_are_those_of_the_plan(environment: str) -> None:
    push = settings_of(preset(environment), PushSettings)

    assert f"| a key, steadily | {push.events_per_second} sales a second |" in PAGE
    assert f"| a key, at once after a pause | {push.burst} sales |" in PAGE
    assert f"| a key, a day | {push.events_per_day:,} sales |" in PAGE


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", PAGE):
        assert (REPOSITORY / "docs" / target).is_file(), target


def test_every_field_of_the_example_is_one_of_the_contract() -> None:
    assert json.loads(EXAMPLE).keys() == set(Sale.__struct_fields__)
