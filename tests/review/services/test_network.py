import prices
from review.bill import bill
from review.loads import HOURS, MonthlyLoad
from review.services.network import DATA
from tests.review.templates import assembly
from tests.twin.assemblies import resource


def test_an_interface_costs_by_the_hour_and_zone_whether_it_is_used_or_not() -> None:
    endpoint = resource("AWS::EC2::VPCEndpoint", VpcEndpointType="Interface", SubnetIds=["a", "b", "c"])

    made = bill(assembly(Endpoint=endpoint), MonthlyLoad(0))

    [row] = made.rows
    assert (row.price, row.quantity) == (prices.ENDPOINT_HOUR, 3 * HOURS)
    assert [line.reason for line in made.unpriced] == [DATA]


def test_a_gateway_is_free() -> None:
    made = bill(
        assembly(Gateway=resource("AWS::EC2::VPCEndpoint", VpcEndpointType="Gateway")), MonthlyLoad(1)
    )

    assert (made.dollars, made.unpriced) == (0, ())


def test_what_a_flow_log_writes_is_unpriced() -> None:
    made = bill(assembly(Log=resource("AWS::EC2::FlowLog")), MonthlyLoad(1))

    assert [line.resource.logical_id for line in made.unpriced] == ["Log"]
