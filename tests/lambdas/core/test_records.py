from lambdas.core.records import Record
from tests.lambdas.sales import STREAM_ARN, record


def test_a_record_tells_the_stream_that_it_came_from() -> None:
    assert Record.of(record(b"sale", 1)).stream == "sales"


def test_a_record_of_an_enhanced_fan_out_consumer_tells_the_stream_and_not_the_consumer() -> None:
    pushed = {**record(b"sale", 1), "eventSourceARN": f"{STREAM_ARN}/consumer/fraud:1540591608"}

    assert Record.of(pushed).stream == "sales"
