"""The stage's log of requests, never of what they hold, and its throttle."""

import json
from typing import Any

from aws_cdk.aws_apigateway import (
    AccessLogFormat,
    LogGroupLogDestination,
    MethodLoggingLevel,
    RestApi,
    StageOptions,
)
from constructs import Construct

from stacks.account import Presence
from stacks.config import Config
from stacks.constructs.log import Log
from stacks.constructs.nag import acknowledge

# The contract's major version: another one would be another stage beside it.
STAGE = "v1"
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
TOLD = {
    "request": "$context.requestId",
    "at": "$context.requestTime",
    "key": "$context.identity.apiKeyId",
    "from": "$context.identity.sourceIp",
    "tls": "$context.tlsVersion",
    "status": "$context.status",
    "error": "$context.error.responseType",
    "stream_status": "$context.integration.status",
    "milliseconds": "$context.responseLatency",
}
ACCOUNT_ROLE = (
    "API Gateway takes one role an account and region for its logs, and checks that it is as wide as this."
    " https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html"
)
NAG_SUPPRESSIONS = {
    "Serverless::Serverless-APIGWXrayEnabled": "There is one hop; the access log has its time.",
}
NO_ROLE = "The region has no role with which API Gateway writes logs: account.api_log_role says who makes it."
UNLOGGED = {
    "AwsSolutions::AwsSolutions-APIG1": NO_ROLE,
    "AwsSolutions::AwsSolutions-APIG6": NO_ROLE,
    "Serverless::Serverless-APIGWAccessLogging": NO_ROLE,
}
WIDE = (
    "AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/"
    "AmazonAPIGatewayPushToCloudWatchLogs]"
)


def stage_options(scope: Construct, config: Config) -> StageOptions:
    """Return the options of a stage that takes no more than the stream is built for."""
    logs = _logged(scope, config) if _has_logs(config) else {}
    return StageOptions(
        stage_name=STAGE,
        throttling_rate_limit=config.load.events_per_second,
        throttling_burst_limit=round(config.load.events_per_second),
        **logs,
    )


def watch_stage(scope: Construct, config: Config, api: RestApi) -> None:
    """Keep the stage's log of faults as long as every other log, and answer what the rule packs find."""
    acknowledge(api.deployment_stage, NAG_SUPPRESSIONS)
    if not _has_logs(config):
        acknowledge(api.deployment_stage, UNLOGGED)
        return
    _log_faults(scope, config, api)
    if config.account.api_log_role is Presence.MADE_HERE:
        acknowledge(api, {WIDE: ACCOUNT_ROLE})


def _has_logs(config: Config) -> bool:
    """A stage that is to log is refused where the region has no role for it.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
    """
    return config.account.api_log_role is not Presence.ABSENT


def _logged(scope: Construct, config: Config) -> dict[str, Any]:
    return {
        "access_log_destination": LogGroupLogDestination(Log(scope, "Access", config=config)),
        "access_log_format": AccessLogFormat.custom(json.dumps(TOLD)),
        "data_trace_enabled": False,
        "logging_level": MethodLoggingLevel.ERROR,
    }


def _log_faults(scope: Construct, config: Config, api: RestApi) -> None:
    """API Gateway makes this log's name up, and would make a log that never ends."""
    name = f"API-Gateway-Execution-Logs_{api.rest_api_id}/{STAGE}"
    faults = Log(scope, "Faults", config=config, name=name)
    api.deployment_stage.node.add_dependency(faults)
