"""The buses and queues of a template, as the plane is to play them."""

from pathlib import Path
from typing import Any

import pytest

from tests.twin.assemblies import assembly, resource
from twin.buses import archive_of, queues, rules_of
from twin.resolve import Resolved
from twin.semantics.properties import Unsupported

HERE = "eu-west-1:111122223333"
BUS_ARN = f"arn:aws:events:{HERE}:event-bus/sales"
ROLE = "arn:aws:iam::111122223333:role/reorder"
NOWHERE = "http://127.0.0.1:9"


def rule(bus: Any) -> dict[str, Any]:
    return resource(
        "AWS::Events::Rule",
        EventBusName=bus,
        EventPattern={"source": ["sluice"]},
        Targets=[{"Id": "Target0", "Arn": {"Fn::GetAtt": ["Orders", "Arn"]}}],
    )


def app(directory: Path, **others: Any) -> Resolved:
    resources = {
        "Bus": resource("AWS::Events::EventBus", Name="sales"),
        "Orders": resource("AWS::SQS::Queue"),
        **others,
    }
    ids = {("Events", name): name.lower() for name in resources}
    known = {("Events", "Bus"): "sales", ("Events", "Orders"): "http://127.0.0.1/111122223333/orders"}
    return Resolved(assembly(directory, {"Events": {"Resources": resources}}), ids | known)


def archive() -> dict[str, Any]:
    return resource("AWS::Events::Archive", SourceArn={"Fn::GetAtt": ["Bus", "Arn"]})


@pytest.mark.parametrize("bus", [{"Ref": "Bus"}, {"Fn::GetAtt": ["Bus", "Arn"]}])
def test_finds_the_rules_of_a_bus_and_the_queues_that_they_feed(tmp_path: Path, bus: Any) -> None:
    default = resource("AWS::Events::Rule", EventPattern={"source": ["aws.s3"]}, Targets=[])

    (found,) = rules_of(app(tmp_path, Reorder=rule(bus), Other=rule("other"), Default=default), "sales")

    assert found.arn == f"arn:aws:events:{HERE}:rule/sales/reorder"
    assert [target.arn for target in found.targets] == [f"arn:aws:sqs:{HERE}:orders"]


def test_finds_the_archive_of_a_bus(tmp_path: Path) -> None:
    assert archive_of(app(tmp_path, Archive=archive()), BUS_ARN, NOWHERE)
    assert archive_of(app(tmp_path, Archive=archive()), f"{BUS_ARN}-other", NOWHERE) is None


def test_refuses_two_archives_of_a_bus(tmp_path: Path) -> None:
    with pytest.raises(Unsupported, match="one archive"):
        archive_of(app(tmp_path, First=archive(), Second=archive()), BUS_ARN, NOWHERE)


def test_tells_the_mappings_of_queues_from_those_of_streams(tmp_path: Path) -> None:
    mapping = "AWS::Lambda::EventSourceMapping"
    stream = resource(mapping, EventSourceArn=f"arn:aws:kinesis:{HERE}:stream/sales", FunctionName="stock")
    queue = resource(mapping, EventSourceArn={"Fn::GetAtt": ["Orders", "Arn"]}, FunctionName="reorder")

    function = resource("AWS::Lambda::Function", Role=ROLE)

    found = queues(app(tmp_path, Stream=stream, Queue=queue, Reorder=function))

    assert [(each.settings.function_name, each.role_arn) for each in found] == [("reorder", ROLE)]
