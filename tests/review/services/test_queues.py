from review.bill_lines import Unpriced
from review.loads import MonthlyLoad
from review.services import queues
from tests.review.templates import assembly
from tests.twin.assemblies import resource

RARE = "Written only when something can't be delivered or done."


def reason(**properties: object) -> str:
    app = assembly(Queue=resource(queues.QUEUE, **properties))
    [line] = queues.lines(app, app.resources(queues.QUEUE)[0], MonthlyLoad(1))
    assert isinstance(line, Unpriced)
    return line.reason


def test_a_queue_of_work_has_a_price_and_no_number() -> None:
    assert "$0.40 a million requests" in reason(RedrivePolicy={"maxReceiveCount": 5})


def test_dead_letters_are_written_only_when_something_fails() -> None:
    assert reason() == RARE
