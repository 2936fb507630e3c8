import pytest

from review import tables
from tests.review.templates import environment


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(0, "$0.00"), (0.004, "< $0.01"), (1234.5, "$1,234.50"), (None, "-")],
)
def test_money_is_shown_to_the_cent_and_never_as_nothing_for_something(
    amount: float | None, shown: str
) -> None:
    assert tables.dollars(amount) == shown


def test_services_come_dearest_first() -> None:
    compared = tables.bills(environment("dev"))

    services = [cells[0] for cells in tables.by_service(compared)]

    assert services == sorted(services, key=lambda name: -compared[-1].of(name))
    assert services[0] == "DynamoDB"


def test_the_stacks_together_cost_what_everything_costs() -> None:
    for compared in tables.bills(environment("full")):
        stacks = {row.resource.stack for row in compared.rows}

        assert sum(map(compared.of_stack, stacks)) == pytest.approx(compared.dollars)


def test_the_stack_that_costs_most_when_idle_comes_first() -> None:
    compared = tables.bills(environment("dev"))

    assert tables.by_stack(compared)[0][0] == "Fraud"
