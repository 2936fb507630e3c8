from pathlib import Path
from typing import Any

from demo.deployment import Deployment
from tests.twin.assemblies import assembly, resource
from twin.resolve import Resolved

BUCKETS = ("RawBucket", "QuarantineBucket", "FailuresBucket")
LEDGER_STREAM = "arn:aws:dynamodb:eu-west-1:111122223333:table/ledger/stream/2026-11-22T11:19:14.023"
CONSUMER = "arn:aws:kinesis:eu-west-1:111122223333:stream/sales/consumer/fraud:1540591608"


def variables(**values: str) -> dict[str, Any]:
    return {"Environment": {"Variables": values}}


def mapped(function: str, source: object) -> dict[str, object]:
    return resource("AWS::Lambda::EventSourceMapping", FunctionName={"Ref": function}, EventSourceArn=source)


def archived(stream: str) -> dict[str, object]:
    source = {"KinesisStreamARN": {"Fn::GetAtt": [stream, "Arn"]}}
    return resource("AWS::KinesisFirehose::DeliveryStream", KinesisStreamSourceConfiguration=source)


def app(directory: Path) -> Resolved:
    known = variables(CONSUMER="inventory", LEDGER_TABLE="ledger")
    suspects = variables(POWERTOOLS_SERVICE_NAME="fraud", BUS_NAME="bus", ACCOUNTS_TABLE="accounts")
    resources = {
        "Stock": resource("AWS::Lambda::Function", **known),
        "Fold": resource("AWS::Lambda::Function", **variables(CONSUMER="cdc")),
        "FoldReads": mapped("Fold", {"Fn::GetAtt": ["Changes", "Arn"]}),
        "Changes": resource("AWS::Kinesis::Stream"),
        "Archive": archived("Sales"),
        "ChangesArchive": archived("Changes"),
        "Projection": resource("AWS::Lambda::Function"),
        "Fraud": resource("AWS::Lambda::Function", **suspects),
        "StockReads": mapped("Stock", {"Fn::GetAtt": ["Sales", "Arn"]}),
        "ProjectionReads": mapped("Projection", {"Fn::GetAtt": ["Ledger", "StreamArn"]}),
        "FraudReads": mapped("Fraud", {"Fn::GetAtt": ["Fast", "ConsumerARN"]}),
        "Orders": resource("AWS::Lambda::Function"),
        "OrdersReads": mapped("Orders", {"Fn::GetAtt": ["Reorders", "Arn"]}),
        "Reorders": resource("AWS::SQS::Queue"),
        "Aside": resource("AWS::Lambda::Function", **variables(POSITIONS_TABLE="places")),
        "Places": resource("AWS::DynamoDB::Table"),
        "Sales": resource("AWS::Kinesis::Stream"),
        "Ledger": resource("AWS::DynamoDB::Table"),
        "Fast": resource("AWS::Kinesis::StreamConsumer"),
    }
    outputs: dict[str, Any] = {name: {"Value": name} for name in BUCKETS}
    outputs["StreamName"] = {"Value": {"Ref": "Sales"}}
    declared = assembly(directory, {"App": {"Resources": resources, "Outputs": outputs}})
    told = {("App", "Ledger", "StreamArn"): LEDGER_STREAM, ("App", "Fast", "ConsumerARN"): CONSUMER}
    return Resolved(declared, {("App", name): name.lower() for name in resources}, attributes=told)


def test_tells_the_stream_or_table_that_each_function_reads(tmp_path: Path) -> None:
    deployment = Deployment.of(app(tmp_path))

    assert deployment.sources == {
        "stock": "sales",
        "projection": "ledger",
        "fraud": "sales",
        "fold": "changes",
    }


def test_tells_the_stream_that_each_delivery_stream_reads(tmp_path: Path) -> None:
    deployment = Deployment.of(app(tmp_path))

    assert deployment.archived == {"archive": "sales", "changesarchive": "changes"}


def test_a_consumer_of_another_stream_is_none_of_the_sales(tmp_path: Path) -> None:
    deployment = Deployment.of(app(tmp_path))

    assert "fold" not in deployment.consumers


def test_calls_a_function_by_its_consumer_or_as_its_stack_does(tmp_path: Path) -> None:
    deployment = Deployment.of(app(tmp_path))

    assert deployment.consumers == {"stock": "inventory"}
    assert deployment.consumer_of("arn:aws:lambda:eu-west-1:111122223333:function:stock") == "inventory"
    assert deployment.consumer_of("projection") == "projection"


def test_knows_what_plays_no_part(tmp_path: Path) -> None:
    assert Deployment.of(app(tmp_path)).unplayed == {"App/Aside", "App/Places"}


def test_knows_functions_by_their_services_and_what_each_is_told(tmp_path: Path) -> None:
    deployment = Deployment.of(app(tmp_path))

    assert deployment.services == {"fraud": "fraud"}
    assert deployment.variables["fraud"]["ACCOUNTS_TABLE"] == "accounts"
    assert list(deployment.queues.values()) == ["App/Reorders"]


def test_an_app_without_a_bus_has_none(tmp_path: Path) -> None:
    assert Deployment.of(app(tmp_path)).bus is None
