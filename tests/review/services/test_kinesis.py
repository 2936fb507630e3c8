import pytest

from review.loads import Load
from review.rows import Unpriced
from review.services import kinesis
from tests.review.templates import assembly, quantities
from tests.twin.assemblies import resource
from twin.assembly import Assembly


def stream(**properties: object) -> Assembly:
    """A stream that two mappings and a delivery stream read."""
    reads = {"Fn::GetAtt": ["Sales", "Arn"]}
    return assembly(
        Sales=resource(kinesis.STREAM, **properties),
        One=resource("AWS::Lambda::EventSourceMapping", EventSourceArn=reads),
        Two=resource("AWS::Lambda::EventSourceMapping", EventSourceArn=reads),
        Other=resource("AWS::Lambda::EventSourceMapping", EventSourceArn="arn:aws:sqs:::other"),
        Archive=resource(
            "AWS::KinesisFirehose::DeliveryStream",
            KinesisStreamSourceConfiguration={"KinesisStreamARN": reads},
        ),
    )


def charged(app: Assembly, load: Load) -> dict[str, float]:
    [sales] = app.resources(kinesis.STREAM)
    return quantities(kinesis.lines(app, sales, load))


def test_provisioned_shards_cost_by_the_hour_and_records_by_25_kb() -> None:
    small = charged(stream(ShardCount=2), Load(1, bytes_per_event=25 * 1_024))
    large = charged(stream(ShardCount=2), Load(1, bytes_per_event=25 * 1_024 + 1))

    assert small == {"shards": 1_460, "records put": 2_628_000}
    assert large["records put"] == 2 * 2_628_000


def test_shards_that_keep_more_than_a_day_cost_more() -> None:
    kept = charged(stream(ShardCount=2, RetentionPeriodHours=48), Load(0))

    assert kept["shards that keep more than a day"] == 1_460


def test_an_on_demand_stream_costs_by_its_hours_and_by_what_is_put_and_read() -> None:
    on_demand = charged(stream(RetentionPeriodHours=168), Load(1))

    # 2,628,000 records of 1,000 bytes, put as 1,024, read three times, kept 144 hours more of 730.
    assert on_demand == pytest.approx(
        {
            "on-demand stream": 730,
            "data put": 2_628_000 * 1_024 / 1024**3,
            "data read": 3 * 2_628_000 * 1_000 / 1024**3,
            "data kept more than a day": 2_628_000 * 1_024 / 1024**3 * 144 / 730,
        }
    )


def test_who_reads_or_writes_an_encrypted_stream_asks_for_its_key_every_five_minutes() -> None:
    encrypted = charged(stream(ShardCount=1, StreamEncryption={"EncryptionType": "KMS"}), Load(0))

    assert encrypted["requests for the stream"] == 4 * 730 * 12


def test_what_is_kept_beyond_seven_days_is_unpriced() -> None:
    app = stream(ShardCount=1, RetentionPeriodHours=169)

    lines = kinesis.lines(app, app.resources(kinesis.STREAM)[0], Load(1))

    assert any(isinstance(line, Unpriced) for line in lines)


def fanned_out(**properties: object) -> Assembly:
    """A stream that one consumer reads on a way of its own, and nobody else."""
    return assembly(
        Sales=resource(kinesis.STREAM, **properties),
        FanOut=resource(kinesis.FAN_OUT, StreamARN={"Fn::GetAtt": ["Sales", "Arn"]}),
        Mapping=resource(
            "AWS::Lambda::EventSourceMapping", EventSourceArn={"Fn::GetAtt": ["FanOut", "ConsumerARN"]}
        ),
    )


def charged_to_fan_out(app: Assembly, load: Load) -> dict[str, float]:
    [fan_out] = app.resources(kinesis.FAN_OUT)
    return quantities(kinesis.fan_out_lines(app, fan_out, load))


def test_enhanced_fan_out_pays_for_shards_again_and_for_what_it_reads() -> None:
    app = fanned_out(ShardCount=2)

    assert charged_to_fan_out(app, Load(1)) == pytest.approx(
        {"enhanced fan-out": 1_460, "data fanned out": 2_628_000 * 1_000 / 1024**3}
    )
    assert charged_to_fan_out(app, Load(0)) == {"enhanced fan-out": 1_460, "data fanned out": 0}


def test_on_demand_it_pays_only_for_what_it_reads() -> None:
    assert charged_to_fan_out(fanned_out(), Load(1)) == pytest.approx(
        {"data fanned out, on demand": 2_628_000 * 1_000 / 1024**3}
    )


def test_what_is_fanned_out_is_not_paid_as_read_once_more() -> None:
    assert charged(fanned_out(), Load(1))["data read"] == 0


def test_who_is_fanned_out_to_asks_for_the_key_too() -> None:
    app = fanned_out(ShardCount=1, StreamEncryption={"EncryptionType": "KMS"})

    assert charged(app, Load(0))["requests for the stream"] == 2 * 730 * 12
