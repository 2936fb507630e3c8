import pytest

import prices
from review.bill import PRICED, Bill, bill
from review.free import FREE
from review.loads import MonthlyLoad
from review.services import glue, network, push, redshift, secrets
from tests.review.templates import assembly, environment
from tests.synthesis import ENVIRONMENTS
from tests.twin.assemblies import resource
from twin.assembly import Assembly

ONCE_SALES_COME = prices.METRIC
IDLE = MonthlyLoad(0)


@pytest.fixture(params=ENVIRONMENTS)
def deployed(request: pytest.FixtureRequest) -> Assembly:
    return environment(request.param)


def nightly(deployed: Assembly) -> bool:
    """Whether jobs start by themselves."""
    return any(each.properties["State"] == "ENABLED" for each in deployed.resources(glue.SCHEDULE))


def used(bill: Bill) -> dict[tuple[str, prices.Price], float]:
    """Quantities by resource and price."""
    return {(row.resource.path, row.price): row.quantity for row in bill.rows}


def test_no_resource_is_neither_priced_nor_free_nor_unpriced(deployed: Assembly) -> None:
    made = bill(deployed, MonthlyLoad(1))

    told = {row.resource for row in made.rows} | {line.resource for line in made.unpriced}
    for stack in deployed.stacks:
        for one in stack.resources:
            assert (one in told) != (one.type in made.free), one.path


def test_every_type_of_the_templates_is_known(deployed: Assembly) -> None:
    assert deployed.types <= PRICED.keys() | FREE.keys()


def test_what_cdk_notes_about_a_template_is_no_resource() -> None:
    made = bill(assembly(Notes=resource("AWS::CDK::Metadata")), MonthlyLoad(1))

    assert [*made.rows, *made.unpriced, *made.free] == []


def test_nothing_is_priced_and_free() -> None:
    assert not PRICED.keys() & FREE.keys()


def test_a_resource_of_an_unknown_type_is_unpriced() -> None:
    made = bill(assembly(Cluster=resource("AWS::Redshift::Cluster")), MonthlyLoad(1))

    assert [line.resource.logical_id for line in made.unpriced] == ["Cluster"]
    assert made.dollars == 0


def test_a_load_of_zero_costs_what_stands_idle(deployed: Assembly) -> None:
    charged = {row.price.service for row in bill(deployed, IDLE).rows if row.dollars}

    at_night = {"EventBridge", "Glue"} if nightly(deployed) else set()
    beside = {"PrivateLink"} if deployed.resources(network.ENDPOINT) else set()
    beside |= {"Redshift"} if deployed.resources(redshift.WORKGROUP) else set()
    beside |= {"Secrets Manager"} if deployed.resources(secrets.SECRET) else set()
    beside |= {"WAF"} if deployed.resources(push.FIREWALL) else set()
    assert charged == {"CloudWatch", "KMS", "Kinesis", *at_night, *beside}


def test_twice_the_sales_cost_twice_in_everything_that_is_metered(deployed: Assembly) -> None:
    """At loads that fill each batch, buffer and partition: below, runs and objects come by time."""
    idle, once, twice = (used(bill(deployed, MonthlyLoad(sales))) for sales in (0, 40_000, 80_000))

    for what, quantity in once.items():
        stands = idle.get(what) == quantity or what[1] is ONCE_SALES_COME
        if what[1].service != "Glue":
            assert twice[what] == pytest.approx(quantity if stands else 2 * quantity), what
        elif not stands:
            # A start takes its time whatever it finds, and reads again what came shortly before.
            assert quantity < twice[what] < 4 * quantity, what


def test_every_sale_leaves_something_in_every_service_that_it_touches(deployed: Assembly) -> None:
    idle, busy = bill(deployed, IDLE), bill(deployed, MonthlyLoad(1))

    for service in ("DynamoDB", "EventBridge", "Firehose", "Kinesis", "Lambda", "S3"):
        assert busy.of(service) > idle.of(service), service


def test_a_total_is_the_sum_of_its_services(deployed: Assembly) -> None:
    made = bill(deployed, MonthlyLoad(20))

    assert made.dollars == pytest.approx(
        sum(made.of(name) for name in {row.price.service for row in made.rows})
    )
    assert 0 < made.dollars_to_keep < made.dollars


def test_an_idle_system_has_no_price_for_a_million_sales(deployed: Assembly) -> None:
    assert bill(deployed, IDLE).dollars_a_million is None


def test_the_price_of_a_million_sales_is_the_month_over_its_sales() -> None:
    key = assembly(Key=resource("AWS::KMS::Key"))

    # 730 hours of one sale a second are 2,628,000 sales; the key costs a dollar.
    assert bill(key, MonthlyLoad(1)).dollars_a_million == pytest.approx(1 / 2.628)
