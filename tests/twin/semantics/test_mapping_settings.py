import pytest

from tests.twin.semantics.streams import STREAM
from twin.semantics.mapping_settings import MappingSettings
from twin.semantics.properties import Unsupported

REQUIRED = {"EventSourceArn": STREAM, "FunctionName": "inventory", "StartingPosition": "TRIM_HORIZON"}


def test_takes_the_documented_default_of_what_a_template_leaves_out() -> None:
    settings = MappingSettings.from_properties(REQUIRED)

    assert settings.batch_size == 100
    assert settings.maximum_retry_attempts == -1
    assert not settings.reports_item_failures


def test_reads_the_bucket_of_the_failure_destination() -> None:
    destination = {"OnFailure": {"Destination": "arn:aws:s3:::failures"}}

    settings = MappingSettings.from_properties({**REQUIRED, "DestinationConfig": destination})

    assert settings.destination_config.on_failure is not None
    assert settings.destination_config.on_failure.bucket == "failures"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FilterCriteria", {"Filters": []}),
        ("TumblingWindowInSeconds", 60),
        ("StartingPositionTimestamp", 1.0),
        ("ParallelizationFactor", 11),
        ("Enabled", False),
        ("EventSourceArn", {"Fn::GetAtt": ["Stream", "Arn"]}),
        ("DestinationConfig", {"OnFailure": {"Destination": "arn:aws:sqs:eu-central-1:111122223333:dead"}}),
    ],
)
def test_refuses_in_one_line_what_it_does_not_do(name: str, value: object) -> None:
    with pytest.raises(Unsupported, match=rf"^The twin can't run .*\b({name}|OnFailure).*$"):
        MappingSettings.from_properties({**REQUIRED, name: value})
