"""A web ACL in front of the push endpoint."""

from aws_cdk.aws_apigateway import Stage
from aws_cdk.aws_wafv2 import CfnWebACL, CfnWebACLAssociation
from constructs import Construct

from stacks.config import Config
from stacks.constructs.push.responses import LATER, render_retry

WINDOW_SECONDS = 300
# An event of a hundred lines is larger than the 8 KB at which this rule of AWS's begins to block.
# https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
LARGE_BODIES = "SizeRestrictions_BODY"
FLOOD = "Flood"


class PushFirewall(Construct):
    """A firewall against addresses that flood the endpoint, and against what AWS knows as attacks."""

    def __init__(self, scope: Construct, construct_id: str, *, config: Config, stage: Stage) -> None:
        super().__init__(scope, construct_id)
        acl = CfnWebACL(
            self,
            "Acl",
            scope="REGIONAL",
            default_action=CfnWebACL.DefaultActionProperty(allow=CfnWebACL.AllowActionProperty()),
            custom_response_bodies={FLOOD: _flood_body()},
            rules=[_flood(round(config.load.events_per_second * WINDOW_SECONDS)), _attacks()],
            visibility_config=_seen("Push"),
        )
        CfnWebACLAssociation(self, "Association", resource_arn=stage.stage_arn, web_acl_arn=acl.attr_arn)


def _flood(requests: int) -> CfnWebACL.RuleProperty:
    """By address. Senders behind one address share it, so it is what all may send together.

    What it answers takes precedence over the gateway's own 403, which would be a refusal:
    https://docs.aws.amazon.com/waf/latest/developerguide/customizing-the-response-for-blocked-requests.html
    """
    later = CfnWebACL.CustomHTTPHeaderProperty(name="Retry-After", value=str(LATER))
    response = CfnWebACL.CustomResponseProperty(
        response_code=429, custom_response_body_key=FLOOD, response_headers=[later]
    )
    return CfnWebACL.RuleProperty(
        name=FLOOD,
        priority=0,
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
        priority=1,
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


def _flood_body() -> CfnWebACL.CustomResponseBodyProperty:
    body = render_retry("Too many requests from this address.")
    return CfnWebACL.CustomResponseBodyProperty(content=body, content_type="APPLICATION_JSON")


def _seen(name: str) -> CfnWebACL.VisibilityConfigProperty:
    """Counted; no samples, which would hold headers, and among them keys."""
    return CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=False
    )
