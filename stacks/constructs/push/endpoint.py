"""The endpoint for senders that can't sign AWS requests: into the stream, with no function between.

A template of a request can't answer by itself. Of an event that isn't the key's own, of a key that has
expired and of an event with a card number, Kinesis is asked to put nothing, without what it requires or with
a hash key that is none. It refuses that, and says so in the words by which responses.py knows which it was.

https://docs.aws.amazon.com/apigateway/latest/developerguide/integrating-api-with-aws-services-kinesis.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html
"""

import json
from collections.abc import Mapping
from typing import cast

from aws_cdk import RemovalPolicy
from aws_cdk.aws_apigateway import (
    AwsIntegration,
    CfnModel,
    CfnRestApi,
    Deployment,
    EndpointType,
    IModel,
    IntegrationOptions,
    Method,
    Model,
    PassthroughBehavior,
    RestApi,
)
from aws_cdk.aws_iam import Role, ServicePrincipal
from aws_cdk.aws_kinesis import IStream
from aws_cdk.aws_kms import IKey
from constructs import Construct

from domain import EVENT
from stacks.account import Presence
from stacks.config import Config
from stacks.constructs.grant import grant
from stacks.constructs.lifetime import removal_policy
from stacks.constructs.nag import acknowledge
from stacks.constructs.push.card_check import FOUND, find_card_numbers
from stacks.constructs.push.firewall import PushFirewall
from stacks.constructs.push.responses import (
    JSON,
    add_gateway_responses,
    integration_responses,
    method_responses,
)
from stacks.constructs.push.schema import event_schema
from stacks.constructs.push.stage import stage_options, watch_stage
from stacks.constructs.push.usage_plan import PushKey, PushLimits, PushPlan

# TLS 1.2 or 1.3; the default of an API takes 1.0.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html
TLS = "SecurityPolicy_TLS13_1_2_PQ_2025_09"
KEYS = "Its senders can sign nothing and log in nowhere: a key limits them, and every event is checked."
NAG_SUPPRESSIONS = {"AwsSolutions::AwsSolutions-APIG4": KEYS, "AwsSolutions::AwsSolutions-COG4": KEYS}
GUARD = "AwsSolutions::AwsSolutions-APIG3"

# A key that isn't in a map has no sender and no end, and to Velocity a method of nothing is no.
# `equals` and `compareTo` are Java's, of one string with another: `==` compares what things look like as
# text, and of $context.requestTimeEpoch, milliseconds, nobody says whether it is a number. In quotation marks
# it is a string, and all times from 2001 to 2286 have as many digits.
# https://velocity.apache.org/engine/2.3/user-guide.html#relational-and-logical-operators
PUT_RECORD = """\
#set($senders = {senders})
#set($ends = {ends})
{find_card_numbers}
#if($cards.matches('{found}'))
{{"StreamName": "{stream}", "PartitionKey": "card number", "ExplicitHashKey": "card number", "Data": ""}}
#elseif($senders.get($context.identity.apiKeyId).equals($input.path('$.{partition}')) && \
$ends.get($context.identity.apiKeyId).compareTo("$context.requestTimeEpoch") > 0)
{{"StreamName": "{stream}", "PartitionKey": $input.json('$.{partition}'),
 "Data": "$util.base64Encode($input.body)"}}
#elseif($senders.get($context.identity.apiKeyId).equals($input.path('$.{partition}')))
{{"StreamName": "{stream}", "PartitionKey": "expired"}}
#else
{{"StreamName": "{stream}", "Data": ""}}
#end"""


class PushEndpoint(Construct):
    """An API: POST to /events with a sender's key puts one event, as JSON, as one record, byte for byte."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        config: Config,
        push: PushLimits,
        stream: IStream,
        key: IKey,
    ) -> None:
        super().__init__(scope, construct_id)
        self.api = self._api(config)
        add_gateway_responses(self.api)
        plan = PushPlan(self, "Plan", push=push, stage=self.api.deployment_stage)
        method = self._method(stream, self._role(stream, key), plan)
        if push.why_no_firewall is None:
            PushFirewall(self, "Firewall", config=config, push=push, stage=self.api.deployment_stage)
        else:
            acknowledge(self.api.deployment_stage, {GUARD: push.why_no_firewall})
        acknowledge(method, NAG_SUPPRESSIONS)

    @property
    def url(self) -> str:
        """Return the address to which an event is posted."""
        return self.api.url_for_path(f"/{EVENT.nouns}")

    def _api(self, config: Config) -> RestApi:
        api = RestApi(
            self,
            "Api",
            # Its metrics go by this name.
            rest_api_name=f"Sluice-{config.environment}-Push",
            cloud_watch_role=config.account.api_log_role is Presence.MADE_HERE,
            cloud_watch_role_removal_policy=_role_removal(config),
            deploy_options=stage_options(self, config),
            endpoint_types=[EndpointType.REGIONAL],
        )
        bare = cast(CfnRestApi, api.node.default_child)
        bare.security_policy, bare.endpoint_access_mode = TLS, "STRICT"
        watch_stage(self, config, api)
        return api

    def _role(self, stream: IStream, key: IKey) -> Role:
        role = Role(self, "Role", assumed_by=ServicePrincipal("apigateway.amazonaws.com"))
        grant(role, "kinesis:PutRecord", on=stream.stream_arn)
        grant(role, "kms:GenerateDataKey", on=key.key_arn)
        return role

    def _method(self, stream: IStream, role: Role, plan: PushPlan) -> Method:
        template = render_request(plan.keys, stream=stream.stream_name, partition=EVENT.partition.name)
        put = IntegrationOptions(
            credentials_role=role,
            integration_responses=integration_responses(),
            passthrough_behavior=PassthroughBehavior.NEVER,
            request_parameters={"integration.request.header.Content-Type": "'application/x-amz-json-1.1'"},
            request_templates={JSON: template},
        )
        return self.api.root.add_resource(EVENT.nouns).add_method(
            "POST",
            AwsIntegration(service="kinesis", action="PutRecord", options=put),
            api_key_required=True,
            method_responses=method_responses(),
            request_models={JSON: self._event_model()},
            request_validator=self.api.add_request_validator(
                "Validator", validate_request_body=True, validate_request_parameters=True
            ),
        )

    def _event_model(self) -> IModel:
        """Another schema is another deployment, else the stage would go on with the old one."""
        schema = event_schema()
        model = CfnModel(self, "Event", rest_api_id=self.api.rest_api_id, content_type=JSON, schema=schema)
        deployment = cast(Deployment, self.api.latest_deployment)
        deployment.add_to_logical_id(schema)
        return Model.from_model_name(self, "EventModel", model.ref)


def render_request(keys: Mapping[str, PushKey], *, stream: str, partition: str) -> str:
    """Return the template; `keys` by their ids, `partition`: the field that must be the key's own sender."""
    senders = {key_id: key.sender for key_id, key in keys.items()}
    ends = {key_id: str(int(key.end.timestamp() * 1_000)) for key_id, key in keys.items()}
    return PUT_RECORD.format(
        senders=json.dumps(senders),
        ends=json.dumps(ends),
        stream=stream,
        partition=partition,
        find_card_numbers=find_card_numbers(EVENT.excused),
        found=FOUND,
    )


def _role_removal(config: Config) -> RemovalPolicy | None:
    """Keep it where data is kept: the region's other APIs write their logs with it too."""
    if config.account.api_log_role is Presence.MADE_HERE:
        return removal_policy(retain=config.retain_data)
    return None
