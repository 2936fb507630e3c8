"""What an account refuses at a stack's end, or at its next beginning, the twin refuses too."""

from collections.abc import Iterator
from typing import Any

import pytest
from ministack.services.cloudformation import stacks

from tests.twin.account import EmulatedAccount, StackFailed
from tests.twin.assemblies import resource
from twin.emulator import Emulator
from twin.errors import NotInstalled
from twin.services import lifetimes

KEY = {
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "BillingMode": "PAY_PER_REQUEST",
}
NAMED: dict[str, dict[str, Any]] = {
    "AWS::DynamoDB::Table": KEY | {"TableName": "named"},
    "AWS::Glue::Database": {"CatalogId": "1", "DatabaseInput": {"Name": "named"}},
    "AWS::Kinesis::Stream": {"Name": "named"},
    "AWS::Logs::LogGroup": {"LogGroupName": "named"},
    "AWS::S3::Bucket": {"BucketName": "named"},
}
BROKEN = resource("AWS::Glue::Table", CatalogId="1", DatabaseName="nowhere", TableInput={"Name": "broken"})


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with Emulator(log=tmp_path_factory.mktemp("emulator") / "log") as running:
        yield running


@pytest.fixture
def account(emulator: Emulator) -> EmulatedAccount:
    prepared = EmulatedAccount(emulator)
    prepared.prepare()
    return prepared


def template(policy: str, kind: str, **properties: object) -> dict[str, Any]:
    return {"Resources": {"One": resource(kind, **properties) | {"DeletionPolicy": policy}}}


@pytest.mark.parametrize("kind", NAMED)
def test_a_fixed_name_that_is_kept_stops_the_next_deploy(account: EmulatedAccount, kind: str) -> None:
    stack = template("Retain", kind, **NAMED[kind])
    assert account.create("App", stack) == "CREATE_COMPLETE"
    account.delete("App")

    again = account.create("App", stack)

    assert again in {"ROLLBACK_COMPLETE", "CREATE_FAILED"}


@pytest.mark.parametrize(("policy", "left"), [("Retain", 1), ("RetainExceptOnCreate", 0), ("Delete", 0)])
def test_a_first_deploy_that_rolls_back_keeps_what_is_kept_on_creation_too(
    account: EmulatedAccount, policy: str, left: int
) -> None:
    stack = template(policy, "AWS::DynamoDB::Table", **KEY)
    stack["Resources"]["Broken"] = BROKEN | {"DependsOn": "One"}

    assert account.create("App", stack) == "ROLLBACK_COMPLETE"

    assert len(account.client("dynamodb").list_tables()["TableNames"]) == left


def test_a_protected_table_stops_the_rollback_of_its_first_deploy(account: EmulatedAccount) -> None:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html."""
    stack = template("RetainExceptOnCreate", "AWS::DynamoDB::Table", **KEY, DeletionProtectionEnabled=True)
    stack["Resources"]["Broken"] = BROKEN | {"DependsOn": "One"}

    assert account.create("App", stack) == "ROLLBACK_FAILED"

    assert len(account.client("dynamodb").list_tables()["TableNames"]) == 1


def test_a_generated_name_comes_once(account: EmulatedAccount) -> None:
    kinds = {"Table": resource("AWS::DynamoDB::Table", **KEY), "Stream": resource("AWS::Kinesis::Stream")}
    kept = {"Resources": {id_: each | {"DeletionPolicy": "Retain"} for id_, each in kinds.items()}}
    names: list[str] = []
    for _ in range(3):
        account.create("App", kept)
        names += account.physical_ids("App").values()
        account.delete("App")

    assert len(set(names)) == 6


def test_a_generated_name_outlives_an_update(account: EmulatedAccount) -> None:
    stack = template("Delete", "AWS::DynamoDB::Table", **KEY)
    account.create("App", stack)
    before = account.physical_ids("App")
    stack["Resources"]["One"]["Properties"]["Tags"] = [{"Key": "team", "Value": "data"}]

    account.update("App", stack)

    assert account.physical_ids("App") == before


@pytest.mark.parametrize("versioned", [False, True])
def test_a_bucket_with_anything_in_it_is_not_deleted(account: EmulatedAccount, versioned: bool) -> None:
    status = {"Status": "Enabled" if versioned else "Suspended"}
    account.create("App", template("Delete", "AWS::S3::Bucket", VersioningConfiguration=status))
    bucket = account.physical_ids("App")["One"]
    account.client("s3").put_object(Bucket=bucket, Key="a", Body=b"a")
    if versioned:
        account.client("s3").delete_object(Bucket=bucket, Key="a")

    with pytest.raises(StackFailed, match="not empty"):
        account.delete("App")


def test_the_region_keeps_the_role_of_a_stack_that_is_gone(account: EmulatedAccount) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-account.html."""
    role = "arn:aws:iam::111122223333:role/logs"
    account.create("App", template("Delete", "AWS::ApiGateway::Account", CloudWatchRoleArn=role))

    account.delete("App")

    assert account.client("apigateway").get_account()["cloudwatchRoleArn"] == role


def test_refuses_a_ministack_without_the_place_where_names_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(stacks, "_provision_keeping_seed")

    with pytest.raises(NotInstalled, match="_provision_keeping_seed"):
        lifetimes.install()
