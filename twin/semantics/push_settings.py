"""What the resources of a REST API in front of a stream say; a property that isn't known is refused."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

import msgspec

from twin.semantics.properties import parse

STREAM_ACTION = r"^arn:[\w-]+:apigateway:[\w-]+:kinesis:action/PutRecord$"
Templates = Mapping[str, str]
"""Mapping templates by content type."""


class _Properties(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="pascal"):
    """CloudFormation's spelling; an unknown property is refused."""

    rest_api_id: object = None

    @classmethod
    def of(cls, properties: Mapping[str, object]) -> Self:
        """Parse CloudFormation properties whose references are resolved; raises Unsupported."""
        return parse(f"AWS::ApiGateway::{cls.__name__}", cls, properties)


class IntegrationResponse(_Properties, frozen=True):
    """`selection_pattern` is matched against the status of the backend; without one it is the default."""

    status_code: str
    response_templates: Templates
    selection_pattern: str = ""


class Integration(_Properties, frozen=True):
    """PutRecord, called with what a mapping template makes of the request."""

    type: Literal["AWS"]
    uri: Annotated[str, msgspec.Meta(pattern=STREAM_ACTION)]
    passthrough_behavior: Literal["NEVER"]
    request_templates: Templates
    integration_responses: tuple[IntegrationResponse, ...]
    integration_http_method: Literal["POST"]
    # boto3 sets the header; the emulator looks at no role.
    request_parameters: object = None
    credentials: object = None


class Method(_Properties, frozen=True):
    http_method: str
    api_key_required: Literal[True]
    authorization_type: Literal["NONE"]
    integration: Integration
    request_models: Mapping[str, str]
    request_validator_id: str
    resource_id: object
    # What may be said, and what is said stands in the integration.
    method_responses: object = None


class Model(_Properties, frozen=True):
    content_type: Literal["application/json"]
    schema: Mapping[str, Any]


class RequestValidator(_Properties, frozen=True):
    validate_request_body: Literal[True]
    # Our method asks for none.
    validate_request_parameters: bool = False


class GatewayResponse(_Properties, frozen=True):
    response_type: str
    response_templates: Templates
    status_code: str | None = None
    response_parameters: Mapping[str, str] = {}


class ApiKey(_Properties, frozen=True):
    enabled: Literal[True]
    description: str | None = None
    tags: object = None


class Throttle(_Properties, frozen=True):
    rate_limit: float
    burst_limit: int


class RequestQuota(_Properties, frozen=True):
    limit: int
    period: Literal["DAY"]


class ApiStage(_Properties, frozen=True):
    api_id: str
    stage: str
    throttle: Mapping[str, object] = {}

    def __post_init__(self) -> None:
        if self.throttle:
            raise ValueError("ApiStages.Throttle limits single methods")


class UsagePlan(_Properties, frozen=True):
    api_stages: tuple[ApiStage, ...]
    throttle: Throttle
    quota: RequestQuota
    tags: object = None


class UsagePlanKey(_Properties, frozen=True):
    key_id: str
    key_type: Literal["API_KEY"]
    usage_plan_id: str


class MethodSetting(_Properties, frozen=True):
    http_method: Literal["*"]
    resource_path: Literal["/*"]
    throttling_rate_limit: float
    throttling_burst_limit: int
    # Nothing is logged here.
    logging_level: object = None
    data_trace_enabled: object = None


class Stage(_Properties, frozen=True):
    stage_name: str
    method_settings: tuple[MethodSetting]
    deployment_id: object = None
    access_log_setting: object = None
    tags: object = None
