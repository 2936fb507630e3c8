import pytest

from tests.twin.semantics.deliveries import delivery_properties
from twin.semantics.delivery_settings import MIB, DeliverySettings
from twin.semantics.properties import Unsupported
from twin.semantics.transformation import Transformation


def test_reads_the_hints_of_the_template() -> None:
    hints = DeliverySettings.from_properties(delivery_properties()).destination.buffering_hints

    assert (hints.interval_in_seconds, hints.size_in_mib) == (60, 1)


@pytest.mark.parametrize(
    ("processing", "delimiter"),
    [
        ({"Enabled": True, "Processors": [{"Type": "AppendDelimiterToRecord"}]}, b"\n"),
        ({"Enabled": False, "Processors": [{"Type": "AppendDelimiterToRecord"}]}, b""),
        ({"Enabled": True, "Processors": []}, b""),
    ],
)
def test_appends_a_delimiter_only_if_a_processor_does(processing: object, delimiter: bytes) -> None:
    properties = delivery_properties(ProcessingConfiguration=processing)

    assert DeliverySettings.from_properties(properties).destination.delimiter == delimiter


def test_takes_the_delimiter_that_the_processor_names() -> None:
    named = {"ParameterName": "Delimiter", "ParameterValue": "\\n"}
    processor = {"Type": "AppendDelimiterToRecord", "Parameters": [named]}
    properties = delivery_properties(ProcessingConfiguration={"Enabled": True, "Processors": [processor]})

    assert DeliverySettings.from_properties(properties).destination.delimiter == b"\n"


def test_takes_the_function_that_transforms_and_how_much_it_gets_at_once() -> None:
    said = {"LambdaArn": "arn:f", "BufferSizeInMBs": "0.5", "NumberOfRetries": "1", "RoleArn": "arn:r"}
    parameters = [{"ParameterName": name, "ParameterValue": value} for name, value in said.items()]
    processor = {"Type": "Lambda", "Parameters": parameters}
    properties = delivery_properties(ProcessingConfiguration={"Enabled": True, "Processors": [processor]})

    destination = DeliverySettings.from_properties(properties).destination

    assert destination.transformation == Transformation("arn:f", most_bytes=MIB / 2, retries=1)
    assert destination.delimiter == b""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DynamicPartitioningConfiguration", {"Enabled": True}),
        ("DataFormatConversionConfiguration", {"Enabled": True}),
        ("CustomTimeZone", "Europe/Berlin"),
        ("CompressionFormat", "Snappy"),
        ("S3BackupMode", "Enabled"),
        ("ProcessingConfiguration", {"Enabled": True, "Processors": [{"Type": "MetadataExtraction"}]}),
        ("ErrorOutputPrefix", None),
    ],
)
def test_refuses_in_one_line_what_it_does_not_do(name: str, value: object) -> None:
    with pytest.raises(Unsupported, match=rf"^The twin can't run .*\b{name}\b.*$"):
        DeliverySettings.from_properties(delivery_properties(**{name: value}))
