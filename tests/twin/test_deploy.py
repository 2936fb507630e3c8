import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from gzip import compress
from pathlib import Path
from typing import NamedTuple
from urllib.request import Request, urlopen

import pytest

from lambdas.core.manifest.item import ManifestEntry
from lambdas.core.manifest.table import list_hour
from tests.lambdas.sales import encoded, sale
from tests.synthesis import OWN_DOMAIN
from tests.twin.assemblies import assembly, resource
from twin import deploy
from twin.assembly import Assembly
from twin.deploy import Twin, bootstrap, deployed, leave_images_out, unplayed
from twin.errors import NotDeployable, NotInstalled, PortInUse
from twin.graph import flow
from twin.push.endpoint import key_values, push_server
from twin.semantics.sources import Source


class Deployment(NamedTuple):
    """The whole app on an emulator, and what was said meanwhile."""

    twin: Twin
    said: list[str]


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    said: list[str] = []
    workspace = tmp_path_factory.mktemp("twin")
    with deployed(
        environment="full", port=0, workspace=workspace, say=said.append, context=OWN_DOMAIN
    ) as twin:
        yield Deployment(twin, said)


def test_no_image_is_built_and_what_is_asked_of_an_assembly_stays(tmp_path: Path) -> None:
    files: dict[str, object] = {"a": {"source": {}}}
    manifest = tmp_path / "Stack.assets.json"
    manifest.write_text(json.dumps({"version": "55.0.0", "files": files, "dockerImages": {"b": {}}}))

    leave_images_out(tmp_path)

    assert json.loads(manifest.read_text()) == {"version": "55.0.0", "files": files}


def test_every_stack_of_the_assembly_deploys(deployment: Deployment) -> None:
    cloudformation = deployment.twin.emulator.client("cloudformation")

    stacks = cloudformation.describe_stacks()["Stacks"]

    complete = {stack["StackName"] for stack in stacks if stack["StackStatus"] == "CREATE_COMPLETE"}
    assert complete == {"CDKToolkit", *(stack.name for stack in deployment.twin.app.assembly.stacks)}


CALLED = {
    "Database/Operator",
    "Database/Rotation",
    "Fraud/HashKeys/Renewal",
    "Stream/LineEncoder/Function",
    "Warehouse/Loader/Function",
    "Warehouse/Setup/Function",
}
"""Nothing feeds them: a deployment, a rotation, a clock, or Firehose with what it has read, calls them."""


def test_every_function_that_is_fed_answers_what_it_was_never_fed(deployment: Deployment) -> None:
    """An odd record: it is kept, or reported by its own number."""
    lambda_ = deployment.twin.emulator.client("lambda")
    mappings = deployment.twin.app.resources("AWS::Lambda::EventSourceMapping")
    fed = {one.properties["FunctionName"] for one in mappings}

    answers = {name: lambda_.invoke(FunctionName=name, Payload=b'{"Records":[{"odd":1}]}') for name in fed}

    assert fed
    assert {name for name, answer in answers.items() if "FunctionError" in answer} == set()
    assert all("batchItemFailures" in json.load(answer["Payload"]) for answer in answers.values())


def test_every_mapping_of_the_template_reads_what_exists(deployment: Deployment) -> None:
    client = deployment.twin.emulator.client
    mappings = deployment.twin.app.resources("AWS::Lambda::EventSourceMapping")
    exists = {
        "kinesis": lambda arn: client("kinesis").describe_stream_summary(StreamARN=Source(arn).stream_arn),
        "dynamodb": lambda arn: client("dynamodbstreams").describe_stream(StreamArn=arn),
        "sqs": lambda arn: client("sqs").get_queue_url(QueueName=arn.rpartition(":")[2]),
    }

    read = [one.properties["EventSourceArn"] for one in mappings]

    assert {arn.split(":")[2] for arn in read} == exists.keys()
    assert all(exists[arn.split(":")[2]](arn) for arn in read)


def test_every_function_of_the_app_has_its_place_in_the_flow(deployment: Deployment) -> None:
    graph = flow(deployment.twin.app.assembly)

    fed = {edge.target for edge in graph.edges if edge.source.kind in ("bucket", "stream", "queue", "table")}
    moving = {node for node in graph.nodes if node.kind in ("function", "delivery")}
    assert {node.path.partition("-full-")[2] for node in moving - fed} == CALLED


def test_what_comes_into_raw_is_entered_into_its_manifest(deployment: Deployment) -> None:
    """FAULTS 33: each version, what can't be read too."""
    app, client = deployment.twin.app, deployment.twin.emulator.client
    (raw,) = [one for one in app.resources("AWS::S3::Bucket") if one.logical_id.startswith("Raw")]
    (table,) = [one for one in app.resources("AWS::DynamoDB::Table") if one.logical_id.startswith("Manifest")]
    hour, key = datetime(2017, 12, 22, 17, tzinfo=UTC), "events/year=2017/month=12/day=22/hour=17/a.gz"
    sales = b"\n".join(encoded(sale(number, store)) for number, store in enumerate(("367", "31", "367")))

    put = partial(client("s3").put_object, Bucket=raw.physical_id, Key=key)
    good, broken = put(Body=compress(sales))["VersionId"], put(Body=b"no gzip")["VersionId"]

    found = until_entered(lambda: list_hour(client("dynamodb"), table.physical_id, hour), 2)
    assert found.keys() == {good, broken}
    assert (found[good].records, found[good].partitions) == (3, {"367": 2, "31": 1})
    assert (found[broken].records, found[broken].bytes) == (0, 7)
    assert found[broken].broken == "it can't be read as gzip: Not a gzipped file (b'no')"


def until_entered(look: Callable[[], list[ManifestEntry]], count: int) -> dict[str, ManifestEntry]:
    """So many entries by version, once they are there."""
    deadline = time.monotonic() + 30
    while len(found := {each.version: each for each in look()}) < count:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return found


def test_a_sale_pushed_with_the_deployed_key_is_on_the_deployed_stream(deployment: Deployment) -> None:
    kinesis, stream = deployment.twin.emulator.client("kinesis"), deployment.twin.app.output("StreamName")
    pushed = encoded(sale())

    with push_server(deployment.twin) as server:
        [key, *_] = key_values(deployment.twin).values()
        headers = {"Content-Type": "application/json", "x-api-key": key}
        with urlopen(Request(server.url, pushed, headers)) as answer:  # noqa: S310
            told = json.load(answer)

    start = kinesis.get_shard_iterator(
        StreamName=stream, ShardId=told["shard"], ShardIteratorType="TRIM_HORIZON"
    )
    found = kinesis.get_records(ShardIterator=start["ShardIterator"])
    assert pushed in [record["Data"] for record in found["Records"]]


def test_tells_how_it_goes_stack_by_stack_and_how_long_each_step_took(deployment: Deployment) -> None:
    assert set(deployment.twin.seconds) == {"synth", "start", "bootstrap", "deploy"}
    assert {f"  {stack.name}" for stack in deployment.twin.app.assembly.stacks} <= set(deployment.said)


def test_plays_every_type_of_the_app_but_those_that_the_page_names(deployment: Deployment) -> None:
    """docs/twin.md: upkeep, rules, questions, workflows, a bus's policy, and most of the capabilities."""
    assert deployment.twin.recorded == {
        "AWS::Athena::NamedQuery",
        "AWS::Batch::ComputeEnvironment",
        "AWS::Batch::JobDefinition",
        "AWS::Batch::JobQueue",
        "AWS::DMS::Certificate",
        "AWS::DMS::Endpoint",
        "AWS::DMS::ReplicationConfig",
        "AWS::DMS::ReplicationSubnetGroup",
        "AWS::EC2::FlowLog",
        "AWS::Events::EventBusPolicy",
        "AWS::Glue::DataQualityRuleset",
        "AWS::Glue::TableOptimizer",
        "AWS::Glue::Workflow",
        "AWS::RedshiftServerless::Namespace",
        "AWS::RedshiftServerless::Workgroup",
        "AWS::SecretsManager::RotationSchedule",
        "Custom::ReplicationPause",
        "Custom::ReplicationRun",
    }


def test_overrides_a_parameter_of_a_stack(deployment: Deployment, tmp_path: Path) -> None:
    queue = resource("AWS::SQS::Queue", QueueName={"Ref": "Named"})
    template = {
        "Parameters": {"Named": {"Type": "String", "Default": "default"}},
        "Resources": {"Queue": queue},
    }
    app, emulator = assembly(tmp_path, {"Supplied": template}), deployment.twin.emulator

    deploy.deploy(
        emulator, app, log=tmp_path / "log", say=len, parameters={("Supplied", "Named"): "overridden"}
    )

    assert emulator.client("sqs").get_queue_url(QueueName="overridden")


def test_says_which_types_are_recorded_and_not_run(tmp_path: Path) -> None:
    resources = {"Load": resource("AWS::DMS::ReplicationConfig"), "Raw": resource("AWS::S3::Bucket")}
    said: list[str] = []

    types = unplayed(assembly(tmp_path, {"Database": {"Resources": resources}}), said.append)

    assert types == {"AWS::DMS::ReplicationConfig"}
    assert said == ["  AWS::DMS::ReplicationConfig: recorded, not run"]


def test_does_not_say_so_of_a_type_that_the_twin_itself_plays(tmp_path: Path) -> None:
    resources = {"Archive": resource("AWS::Events::Archive")}
    said: list[str] = []

    types = unplayed(assembly(tmp_path, {"Events": {"Resources": resources}}), said.append)

    assert types == frozenset()
    assert said == []


def test_a_failing_step_is_told_in_one_line_with_its_log(deployment: Deployment, tmp_path: Path) -> None:
    broken = Assembly(tmp_path / "nowhere", ())

    with pytest.raises(NotDeployable, match=r"^cdk deploy failed: .*\(all of it: .*log\)$"):
        deploy.deploy(deployment.twin.emulator, broken, log=tmp_path / "log", say=print)


def test_refuses_a_port_in_use_before_it_synthesizes(deployment: Deployment, tmp_path: Path) -> None:
    with (
        pytest.raises(PortInUse),
        deployed(environment="dev", port=deployment.twin.emulator.port, workspace=tmp_path, say=print),
    ):
        pass

    assert not list(tmp_path.iterdir())


def test_says_what_to_do_without_the_cdk_command_line(
    deployment: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deploy, "CDK", tmp_path / "cdk")

    with pytest.raises(NotInstalled, match="through make"):
        bootstrap(deployment.twin.emulator, Assembly(tmp_path, ()), log=tmp_path / "log")
