"""What the template says and the twin doesn't do is refused, and never passed over."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.lambdas.sales import encoded, sale
from tests.synthesis import templates
from tests.twin.push.endpoint import KEY, as_deployed
from twin.assembly import Assembly, Stack
from twin.push.template import push_endpoint
from twin.semantics.gateway import GatewayMethod, Put, Request
from twin.semantics.gateway_answers import GatewayAnswer
from twin.semantics.properties import Unsupported

REST = "AWS::ApiGateway::"
SALE = encoded(sale())
Change = Callable[[dict[str, Any]], object]


def endpoint(kind: str = "", change: Change = dict) -> GatewayMethod:
    """The dev template's, with each resource of a kind changed."""
    stacks = deepcopy(templates("dev"))
    for template in stacks.values():
        for resource in template["Resources"].values():
            if resource["Type"] == f"{REST}{kind}":
                change(resource["Properties"])
    read = Assembly(Path(), tuple(Stack(name, template) for name, template in stacks.items()))
    return push_endpoint(*as_deployed(read, "sales"))


def posted(method: GatewayMethod, **headers: str) -> Put | GatewayAnswer:
    return method.admit(Request("POST", "/v1/sales", {"x-api-key": KEY} | headers, SALE), now=1_700_000_000.0)


def test_reads_where_a_sale_is_posted_and_who_may() -> None:
    method = endpoint()

    assert (method.verb, method.path) == ("POST", "/v1/sales")
    assert set(method.shares) == {KEY}
    assert isinstance(posted(method), Put)


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("Method", lambda method: method.update(ApiKeyRequired=False)),
        ("Method", lambda method: method.update(AuthorizationType="AWS_IAM")),
        ("Method", lambda method: method["Integration"].update(PassthroughBehavior="WHEN_NO_MATCH")),
        ("Method", lambda method: method["Integration"].update(Type="MOCK")),
        ("Method", lambda method: method["Integration"].update(Uri="arn:aws:apigateway:eu:sqs:action/X")),
        ("Method", lambda method: method["Integration"].update(ContentHandling="CONVERT_TO_BINARY")),
        ("Method", lambda method: method["Integration"]["IntegrationResponses"].pop()),
        ("Method", lambda method: method.update(RequestValidatorId="gone")),
        ("RequestValidator", lambda validator: validator.update(ValidateRequestBody=False)),
        ("UsagePlan", lambda plan: plan["Quota"].update(Period="WEEK")),
        ("UsagePlan", lambda plan: plan["ApiStages"][0].update(Throttle={"/sales/POST": {}})),
        ("ApiKey", lambda key: key.update(Enabled=False)),
        ("Stage", lambda stage: stage.update(CacheClusterEnabled=True)),
        ("Stage", lambda stage: stage["MethodSettings"][0].update(HttpMethod="POST")),
        ("GatewayResponse", lambda response: response.update(ResponseType="THROTTLED")),
        ("GatewayResponse", lambda response: response.update(Other=1)),
    ],
)
def test_refuses_what_it_does_not_play(kind: str, change: Change) -> None:
    with pytest.raises(Unsupported):
        endpoint(kind, change)


def test_a_key_whose_plan_is_for_another_stage_opens_nothing() -> None:
    method = endpoint("UsagePlan", lambda plan: plan["ApiStages"][0].update(Stage="another"))

    answer = posted(method)

    assert isinstance(answer, GatewayAnswer)
    assert answer.status == 403


def test_a_type_without_a_response_of_its_own_is_answered_by_the_default() -> None:
    def renamed(response: dict[str, Any]) -> None:
        if response["ResponseType"] == "UNSUPPORTED_MEDIA_TYPE":
            response["ResponseType"] = "EXPIRED_TOKEN"

    answer = posted(endpoint("GatewayResponse", renamed), **{"content-type": "text/plain"})

    assert isinstance(answer, GatewayAnswer)
    assert answer.status == 415


def test_a_days_quota_is_of_the_plan() -> None:
    method = endpoint("UsagePlan", lambda plan: plan["Quota"].update(Limit=1))

    taken, refused = posted(method), posted(method)

    assert isinstance(taken, Put)
    assert isinstance(refused, GatewayAnswer)
    assert (refused.status, refused.headers["Retry-After"]) == (429, "3600")


def test_all_keys_together_are_limited_by_the_stage() -> None:
    method = endpoint("Stage", lambda stage: stage["MethodSettings"][0].update(ThrottlingBurstLimit=1))

    taken, refused = posted(method), posted(method)

    assert isinstance(taken, Put)
    assert isinstance(refused, GatewayAnswer)
    assert refused.status == 429
