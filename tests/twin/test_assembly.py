from pathlib import Path

from tests.twin.assemblies import Template, assembly, resource


def test_stacks_come_in_the_order_in_which_they_deploy(tmp_path: Path) -> None:
    stacks: dict[str, Template] = {"Consumers": {}, "Storage": {}, "Stream": {}}

    app = assembly(tmp_path, stacks, after={"Consumers": ["Stream"], "Stream": ["Storage"]})

    assert [stack.name for stack in app.stacks] == ["Storage", "Stream", "Consumers"]


def test_finds_the_resources_of_a_type_in_every_stack(tmp_path: Path) -> None:
    raw = resource("AWS::S3::Bucket") | {"Metadata": {"aws:cdk:path": "Storage/Raw/Resource"}}
    stacks = {
        "Storage": {"Resources": {"Raw1F": raw}},
        "Other": {"Resources": {"Own": resource("AWS::S3::Bucket")}},
    }

    app = assembly(tmp_path, stacks)

    assert {bucket.path for bucket in app.resources("AWS::S3::Bucket")} == {
        "Storage/Raw/Resource",
        "Other/Own",
    }
    assert app.types == {"AWS::S3::Bucket"}


def test_tells_the_defaults_of_parameters(tmp_path: Path) -> None:
    parameters = {"SupplierUrl": {"Type": "String", "Default": ""}, "Needed": {"Type": "String"}}

    app = assembly(tmp_path, {"Events": {"Parameters": parameters}, "Storage": {}})

    assert app.defaults == {("Events", "SupplierUrl"): ""}


def test_sees_what_a_value_refers_to_however_deep_it_lies(tmp_path: Path) -> None:
    app = assembly(tmp_path, {"Storage": {"Resources": {"Raw": resource("AWS::S3::Bucket")}}})
    value = [{"Fn::Join": ["", [{"Fn::GetAtt": ["Raw", "Arn"]}, "/*"]]}, {"Ref": "AWS::Region"}, "Raw"]

    assert {one.logical_id for one in app.mentioned("Storage", value)} == {"Raw"}


def test_sees_what_a_value_refers_to_in_another_stack(tmp_path: Path) -> None:
    raw = {"Value": {"Ref": "Raw"}, "Export": {"Name": "raw"}}
    storage = {"Resources": {"Raw": resource("AWS::S3::Bucket")}, "Outputs": {"RawName": raw}}
    app = assembly(tmp_path, {"Storage": storage, "Stream": {}})
    weak = {"Fn::GetStackOutput": {"StackName": "Storage", "OutputName": "RawName"}}

    for reference in ({"Fn::ImportValue": "raw"}, weak):
        assert {one.stack for one in app.mentioned("Stream", reference)} == {"Storage"}
