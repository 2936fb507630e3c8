import prices
from review.bill import bill
from review.loads import MonthlyLoad
from tests.review.templates import assembly
from tests.twin.assemblies import resource


def test_a_secret_costs_by_the_month_and_its_requests_are_unpriced() -> None:
    made = bill(assembly(Secret=resource("AWS::SecretsManager::Secret")), MonthlyLoad(0))

    assert [(row.price, row.quantity) for row in made.rows] == [(prices.SECRET, 1)]
    assert [line.resource.logical_id for line in made.unpriced] == ["Secret"]
