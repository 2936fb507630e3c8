"""A web ACL in front of the push endpoint.

Its rules "are evaluated before other access control features", so that what it blocks takes nothing of what
the stage and the account let through for all.
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html
"""

from aws_cdk.aws_apigateway import Stage
from aws_cdk.aws_wafv2 import CfnWebACL, CfnWebACLAssociation
from constructs import Construct

from stacks.config import Config
from stacks.constructs.push.responses import LATER, UNKNOWN_KEY, render_refusal, render_retry
from stacks.constructs.push.usage_plan import PushLimits

WINDOW_SECONDS = 300
# An event of a hundred lines is larger than the 8 KB at which this rule of AWS's begins to block.
# https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
LARGE_BODIES = "SizeRestrictions_BODY"
KEYLESS, FLOOD = "Keyless", "Flood"
# "Alphanumeric, between 20 and 128 characters".
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
A_KEY = "^[A-Za-z0-9]{20,128}$"


class PushFirewall(Construct):
    """A firewall against requests without a key, addresses that flood, and what AWS knows as attacks."""

    def __init__(
        self, scope: Construct, construct_id: str, *, config: Config, push: PushLimits, stage: Stage
    ) -> None:
        super().__init__(scope, construct_id)
        requests = count_by_address(push, events_per_second=config.load.events_per_second)
        acl = CfnWebACL(
            self,
            "Acl",
            scope="REGIONAL",
            default_action=CfnWebACL.DefaultActionProperty(allow=CfnWebACL.AllowActionProperty()),
            custom_response_bodies={
                KEYLESS: _body(render_refusal(UNKNOWN_KEY)),
                FLOOD: _body(render_retry("Too many requests from this address.")),
            },
            rules=[_keyless(), _flood(requests), _attacks()],
            visibility_config=_seen("Push"),
        )
        CfnWebACLAssociation(self, "Association", resource_arn=stage.stage_arn, web_acl_arn=acl.attr_arn)


def count_by_address(push: PushLimits, *, events_per_second: float) -> int:
    """Return the requests that an address may send in a window: what all keys together may, behind one."""
    by_keys = len(push.keys) * (push.events_per_second * WINDOW_SECONDS + push.burst)
    return min(by_keys, round(events_per_second * WINDOW_SECONDS))


def _keyless() -> CfnWebACL.RuleProperty:
    """Refuse, as the gateway would, what holds nothing that could be a key."""
    key = CfnWebACL.RegexMatchStatementProperty(
        field_to_match=CfnWebACL.FieldToMatchProperty(single_header={"Name": "x-api-key"}),
        regex_string=A_KEY,
        text_transformations=[CfnWebACL.TextTransformationProperty(priority=0, type="NONE")],
    )
    held = CfnWebACL.StatementProperty(regex_match_statement=key)
    response = CfnWebACL.CustomResponseProperty(response_code=403, custom_response_body_key=KEYLESS)
    return CfnWebACL.RuleProperty(
        name=KEYLESS,
        priority=0,
        action=CfnWebACL.RuleActionProperty(block=CfnWebACL.BlockActionProperty(custom_response=response)),
        statement=CfnWebACL.StatementProperty(not_statement=CfnWebACL.NotStatementProperty(statement=held)),
        visibility_config=_seen(KEYLESS),
    )


def _flood(requests: int) -> CfnWebACL.RuleProperty:
    """By address: a key that is made up for each request would count by itself.

    What it answers takes precedence over the gateway's own 403, which would be a refusal:
    https://docs.aws.amazon.com/waf/latest/developerguide/customizing-the-response-for-blocked-requests.html
    """
    later = CfnWebACL.CustomHTTPHeaderProperty(name="Retry-After", value=str(LATER))
    response = CfnWebACL.CustomResponseProperty(
        response_code=429, custom_response_body_key=FLOOD, response_headers=[later]
    )
    return CfnWebACL.RuleProperty(
        name=FLOOD,
        priority=1,
        action=CfnWebACL.RuleActionProperty(block=CfnWebACL.BlockActionProperty(custom_response=response)),
        statement=CfnWebACL.StatementProperty(
            rate_based_statement=CfnWebACL.RateBasedStatementProperty(
                aggregate_key_type="IP", evaluation_window_sec=WINDOW_SECONDS, limit=requests
            )
        ),
        visibility_config=_seen(FLOOD),
    )


def _attacks() -> CfnWebACL.RuleProperty:
    count = CfnWebACL.RuleActionProperty(count=CfnWebACL.CountActionProperty())
    return CfnWebACL.RuleProperty(
        name="Attacks",
        priority=2,
        override_action=CfnWebACL.OverrideActionProperty(none={}),
        statement=CfnWebACL.StatementProperty(
            managed_rule_group_statement=CfnWebACL.ManagedRuleGroupStatementProperty(
                vendor_name="AWS",
                name="AWSManagedRulesCommonRuleSet",
                rule_action_overrides=[
                    CfnWebACL.RuleActionOverrideProperty(name=LARGE_BODIES, action_to_use=count)
                ],
            )
        ),
        visibility_config=_seen("Attacks"),
    )


def _body(content: str) -> CfnWebACL.CustomResponseBodyProperty:
    return CfnWebACL.CustomResponseBodyProperty(content=content, content_type="APPLICATION_JSON")


def _seen(name: str) -> CfnWebACL.VisibilityConfigProperty:
    """Counted; no samples, which would hold headers, and among them keys."""
    return CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=False
    )
