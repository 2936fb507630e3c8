from review.bill import bill
from review.loads import MonthlyLoad
from review.services import sources
from tests.review.templates import assembly
from tests.twin.assemblies import resource


def test_a_topic_rule_is_charged_by_what_devices_publish() -> None:
    made = bill(assembly(Rule=resource(sources.TOPIC_RULE)), MonthlyLoad(1))

    assert not made.rows
    assert [line.reason for line in made.unpriced] == [sources.BY_MESSAGE]
