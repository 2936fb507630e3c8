import pytest

from review.bill_lines import BillLine, Unpriced
from review.loads import MonthlyLoad
from review.services import firehose, s3
from tests.review.templates import assembly, quantities
from tests.twin.assemblies import resource
from twin.assembly import Assembly, Resource

MOVES = [
    {"StorageClass": "GLACIER_IR", "TransitionInDays": 90},
    {"StorageClass": "STANDARD_IA", "TransitionInDays": 30},
]
A_YEAR = 12 * 730 * 3_600


def filled(moves: list[dict[str, object]], **properties: object) -> tuple[Assembly, Resource]:
    """A bucket that gets an object every ten seconds, uncompressed."""
    destination = {
        "BucketARN": {"Fn::GetAtt": ["Raw", "Arn"]},
        "BufferingHints": {"IntervalInSeconds": 10, "SizeInMBs": 128},
        "CompressionFormat": "UNCOMPRESSED",
    }
    rules = {"Rules": [{"Transitions": moves}]}
    app = assembly(
        Raw=resource(s3.BUCKET, LifecycleConfiguration=rules, **properties),
        Archive=resource(firehose.DELIVERY, ExtendedS3DestinationConfiguration=destination),
    )
    return app, app.resources(s3.BUCKET)[0]


def test_a_year_of_objects_lies_in_the_classes_to_which_the_lifecycle_moves_them() -> None:
    charged = quantities(s3.lines(*filled(MOVES), MonthlyLoad(100)))

    gigabytes = 100 * 1_000 * A_YEAR / 1024**3
    assert charged["stored, Standard"] == pytest.approx(gigabytes * 30 / 365)
    assert charged["stored, Standard-IA"] == pytest.approx(gigabytes * 60 / 365)
    assert charged["stored, Glacier Instant Retrieval"] == pytest.approx(gigabytes * 275 / 365)


def test_each_object_is_put_once_and_moved_once_into_each_class() -> None:
    charged = quantities(s3.lines(*filled(MOVES), MonthlyLoad(100)))

    moved = {charged["moved to Standard-IA"], charged["moved to Glacier Instant Retrieval"]}
    assert {charged["objects put"]} == moved == {730 * 360}


def test_objects_under_128_kb_stay_in_the_standard_class() -> None:
    charged = quantities(s3.lines(*filled(MOVES), MonthlyLoad(1)))

    assert charged == {
        "objects put": pytest.approx(730 * 360),
        "stored, Standard": pytest.approx(1_000 * A_YEAR / 1024**3),
    }


def test_a_bucket_that_announces_its_objects_pays_an_event_for_each() -> None:
    loud = {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}

    charged = quantities(s3.lines(*filled(MOVES, NotificationConfiguration=loud), MonthlyLoad(1)))

    assert charged["objects announced"] == charged["objects put"]


def test_a_storage_class_without_a_price_is_unpriced_and_hides_nothing_else() -> None:
    deep: list[dict[str, object]] = [{"StorageClass": "DEEP_ARCHIVE", "TransitionInDays": 30}]

    lines = list(s3.lines(*filled(deep), MonthlyLoad(100)))

    assert [line.reason for line in lines if isinstance(line, Unpriced)] == [
        "The price of the storage class DEEP_ARCHIVE isn't in the list."
    ]
    assert sum(isinstance(line, BillLine) for line in lines) == 2


def test_a_bucket_that_nothing_is_known_to_fill_is_unpriced() -> None:
    app = assembly(Quarantine=resource(s3.BUCKET))

    [line] = s3.lines(app, app.resources(s3.BUCKET)[0], MonthlyLoad(1))

    assert isinstance(line, Unpriced)
