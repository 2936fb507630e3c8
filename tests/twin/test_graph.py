from pathlib import Path

import pytest

from tests.twin.assemblies import assembly, resource
from twin.graph import flow


def arn(logical_id: str) -> dict[str, object]:
    return {"Fn::GetAtt": [logical_id, "Arn"]}


def allowed(role: str, *actions: str, on: object) -> dict[str, object]:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": on}
    return resource("AWS::IAM::Policy", Roles=[{"Ref": role}], PolicyDocument={"Statement": [statement]})


STREAM = {
    "Sales": resource("AWS::Kinesis::Stream"),
    "Raw": resource("AWS::S3::Bucket"),
    "Archive": resource(
        "AWS::KinesisFirehose::DeliveryStream",
        KinesisStreamSourceConfiguration={"KinesisStreamARN": arn("Sales")},
        ExtendedS3DestinationConfiguration={"BucketARN": arn("Raw"), "RoleARN": arn("Role")},
    ),
}
CONSUMER = {
    "Role": resource("AWS::IAM::Role"),
    "Stock": resource("AWS::Lambda::Function", Role=arn("Role")),
    "Table": resource("AWS::DynamoDB::Table"),
    "Mapping": resource(
        "AWS::Lambda::EventSourceMapping", FunctionName={"Ref": "Stock"}, EventSourceArn=arn("Sales")
    ),
    "Write": allowed("Role", "dynamodb:PartiQLInsert", on=[arn("Table")]),
    "Read": allowed("Role", "s3:GetObject", on={"Fn::Join": ["", [arn("Raw"), "/claims/*"]]}),
    "List": allowed("Role", "dynamodb:DescribeTable", "kinesis:GetRecords", on=[arn("Table"), arn("Sales")]),
}


def test_draws_what_moves_data_and_what_roles_allow_but_for_claims(tmp_path: Path) -> None:
    graph = flow(assembly(tmp_path, {"App": {"Resources": STREAM | CONSUMER}}))

    assert {(edge.source.label, edge.kind, edge.target.label) for edge in graph.edges} == {
        ("Sales", "reads", "Archive"),
        ("Archive", "writes", "Raw"),
        ("Sales", "reads", "Stock"),
        ("Stock", "writes", "Table"),
    }


def test_a_table_hands_its_changes_to_the_function_that_reads_its_stream(tmp_path: Path) -> None:
    source = {"Fn::GetAtt": ["Table", "StreamArn"]}
    mapping = resource(
        "AWS::Lambda::EventSourceMapping", FunctionName={"Ref": "Stock"}, EventSourceArn=source
    )

    graph = flow(assembly(tmp_path, {"App": {"Resources": STREAM | CONSUMER | {"Mapping": mapping}}}))

    edges = {(edge.source.label, edge.kind, edge.target.label) for edge in graph.edges}
    assert ("Table", "reads", "Stock") in edges
    assert ("Sales", "reads", "Stock") not in edges


@pytest.mark.parametrize("source", [{"Fn::GetAtt": ["Fast", "ConsumerARN"]}, {"Ref": "Fast"}])
def test_a_stream_reaches_a_function_through_a_consumer_with_enhanced_fan_out(
    tmp_path: Path, source: object
) -> None:
    mapping = resource(
        "AWS::Lambda::EventSourceMapping", FunctionName={"Ref": "Stock"}, EventSourceArn=source
    )
    fast = resource("AWS::Kinesis::StreamConsumer", ConsumerName="fraud", StreamARN=arn("Sales"))

    graph = flow(
        assembly(tmp_path, {"App": {"Resources": STREAM | CONSUMER | {"Mapping": mapping, "Fast": fast}}})
    )

    edges = {(edge.source.label, edge.kind, edge.target.label) for edge in graph.edges}
    assert ("Sales", "reads", "Stock") in edges
    assert "Fast" not in {node.label for node in graph.nodes}


def test_a_stream_without_a_mapping_reaches_no_function(tmp_path: Path) -> None:
    consumer = {name: one for name, one in CONSUMER.items() if name != "Mapping"}

    graph = flow(assembly(tmp_path, {"App": {"Resources": STREAM | consumer}}))

    assert ("Sales", "Stock") not in {(edge.source.label, edge.target.label) for edge in graph.edges}


def test_shows_everything_that_holds_data_and_nothing_else(tmp_path: Path) -> None:
    graph = flow(assembly(tmp_path, {"App": {"Resources": STREAM | CONSUMER}}))

    kinds = {node.label: node.kind for node in graph.nodes}
    assert kinds == {
        "Sales": "stream",
        "Raw": "bucket",
        "Archive": "delivery",
        "Stock": "function",
        "Table": "table",
    }


def test_a_way_beside_a_claim_is_drawn(tmp_path: Path) -> None:
    """CDK puts what may be done alike into one statement."""
    merged = allowed("Role", "s3:PutObject", on=[{"Fn::Join": ["", [arn("Raw"), "/claims/*"]]}, arn("Sales")])
    graph = flow(assembly(tmp_path, {"App": {"Resources": STREAM | CONSUMER | {"Merged": merged}}}))

    assert ("Stock", "writes", "Sales") in {
        (one.source.label, one.kind, one.target.label) for one in graph.edges
    }
