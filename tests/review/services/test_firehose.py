import pytest

from review.loads import Load
from review.services import firehose
from tests.review.templates import assembly, quantities
from tests.twin.assemblies import resource
from twin.assembly import Assembly, Resource


def delivering(compression: str = "GZIP") -> tuple[Assembly, Resource]:
    """A delivery stream that buffers for 15 seconds or 16 MiB."""
    hints = {"IntervalInSeconds": 15, "SizeInMBs": 16}
    destination = {"BufferingHints": hints, "CompressionFormat": compression}
    app = assembly(
        Archive=resource(firehose.DELIVERY, ExtendedS3DestinationConfiguration=destination),
    )
    return app, app.resources(firehose.DELIVERY)[0]


def test_every_record_is_charged_in_steps_of_5_kb() -> None:
    small = quantities(firehose.lines(*delivering(), Load(1)))
    larger = quantities(firehose.lines(*delivering(), Load(1, bytes_per_event=5_121)))

    assert small == {"data delivered": pytest.approx(2_628_000 * 5 / 1024**2)}
    assert larger == {"data delivered": pytest.approx(2_628_000 * 10 / 1024**2)}


def test_a_slow_stream_fills_no_buffer_and_leaves_an_object_when_its_time_is_over() -> None:
    _, archive = delivering()

    made = firehose.objects(archive, Load(6))

    assert made.count == pytest.approx(730 * 3_600 / 15)
    assert made.bytes == pytest.approx(6 * 15 * 1_000 / 6)


def test_a_fast_stream_leaves_an_object_whenever_the_buffer_is_full() -> None:
    _, archive = delivering("UNCOMPRESSED")

    made = firehose.objects(archive, Load(10_000))

    assert made.bytes == pytest.approx(16 * 1024**2)


def test_a_sale_a_minute_is_an_object_a_minute() -> None:
    _, archive = delivering()

    assert firehose.objects(archive, Load(1 / 60)).count == pytest.approx(730 * 60)
    assert firehose.objects(archive, Load(0)).count == 0
