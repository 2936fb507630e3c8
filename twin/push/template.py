"""Reads from the templates what the push endpoint does."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from jsonschema import Draft4Validator

from twin.assembly import Resource
from twin.resolve import Resolved
from twin.semantics.gateway import GatewayMethod, KeyShare, Response
from twin.semantics.gateway_answers import JSON, GatewayAnswers
from twin.semantics.properties import Unsupported
from twin.semantics.push_settings import (
    ApiKey,
    GatewayResponse,
    Integration,
    Method,
    Model,
    RequestValidator,
    Stage,
    UsagePlan,
    UsagePlanKey,
)
from twin.semantics.rates import DailyQuota, TokenBucket
from twin.semantics.vtl import Template

Settings = TypeVar("Settings", ApiKey, Model, RequestValidator, Stage, UsagePlan)
REST = "AWS::ApiGateway::"


def push_endpoint(app: Resolved, keys: Mapping[str, str]) -> GatewayMethod:
    """Return the app's only method behind a key, of its only stage; `keys`: each key's value by its id."""
    settings, path = _method(app)
    [(stage_id, stage)] = _by_id(app, Stage).items()
    (limits,) = stage.method_settings
    return GatewayMethod(
        verb=settings.http_method,
        path=f"/{stage.stage_name}{path}",
        shares=dict(_shares(app, stage_id, keys)),
        stage=TokenBucket(limits.throttling_rate_limit, limits.throttling_burst_limit),
        models=_models(app, settings),
        requests={type_: Template(text) for type_, text in settings.integration.request_templates.items()},
        responses=tuple(_responses(settings.integration)),
        answers=GatewayAnswers(_gateway_responses(app)),
    )


def _method(app: Resolved) -> tuple[Method, str]:
    found = app.resources(f"{REST}Method")
    if len(found) != 1:
        raise Unsupported(f"The twin runs one {REST}Method and found {len(found)}")
    (method,) = found
    return Method.of(method.properties), _path(app, method)


def _path(app: Resolved, method: Resource) -> str:
    """The parts of its path up to the root, which is an attribute of the API and no resource."""
    raw = app.assembly.find(method.stack, method.logical_id)
    parts = []
    above: Any = raw.properties["ResourceId"] if raw else {}
    while resource := app.assembly.find(method.stack, above.get("Ref")):
        parts.append(resource.properties["PathPart"])
        above = resource.properties["ParentId"]
    return "".join(f"/{part}" for part in reversed(parts))


def _by_id(app: Resolved, settings: type[Settings]) -> dict[str, Settings]:
    resources = app.resources(f"{REST}{settings.__name__}")
    return {one.physical_id: settings.of(one.properties) for one in resources}


def _models(app: Resolved, settings: Method) -> dict[str, Draft4Validator]:
    """A method checks nothing without a validator that says so."""
    if settings.request_validator_id not in _by_id(app, RequestValidator):
        raise Unsupported(f"The twin found no {REST}RequestValidator of its {REST}Method")
    models = _by_id(app, Model)
    return {type_: Draft4Validator(models[id_].schema) for type_, id_ in settings.request_models.items()}


def _shares(app: Resolved, stage_id: str, values: Mapping[str, str]) -> Iterator[tuple[str, KeyShare]]:
    """A key opens the stages of its plan."""
    plans, keys = _by_id(app, UsagePlan), _by_id(app, ApiKey)
    for joined in app.resources(f"{REST}UsagePlanKey"):
        key = UsagePlanKey.of(joined.properties)
        plan = plans[key.usage_plan_id]
        if key.key_id in keys and stage_id in {one.stage for one in plan.api_stages}:
            bucket = TokenBucket(plan.throttle.rate_limit, plan.throttle.burst_limit)
            yield values[key.key_id], KeyShare(key.key_id, bucket, DailyQuota(plan.quota.limit))


def _responses(integration: Integration) -> Iterator[Response]:
    if not any(response.selection_pattern == "" for response in integration.integration_responses):
        raise Unsupported("The twin can't run this AWS::ApiGateway::Method: no default integration response")
    for response in integration.integration_responses:
        re.compile(response.selection_pattern)
        template = Template(response.response_templates[JSON])
        yield Response(int(response.status_code), response.selection_pattern, template)


def _gateway_responses(app: Resolved) -> Iterator[GatewayResponse]:
    for resource in app.resources(f"{REST}GatewayResponse"):
        yield GatewayResponse.of(resource.properties)
