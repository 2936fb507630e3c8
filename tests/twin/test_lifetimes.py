"""Environments come and go in one account: again, side by side, and after a first deploy that failed."""

from collections.abc import Iterator
from copy import deepcopy

import pytest

from domain.lake.tables import TABLES
from tests.synthesis import ENVIRONMENTS, Template, templates
from tests.twin.account import EmulatedAccount, Inventory, in_order
from twin.emulator import Emulator
from twin.ministack import playable_types

STACKS = in_order(templates("prod"))
(API_ACCOUNT, CATALOG) = (
    logical_id
    for kind in ("AWS::ApiGateway::Account", "AWS::Glue::Database")
    for template in templates("prod").values()
    for logical_id, resource in template["Resources"].items()
    if resource["Type"] == kind
)
# A table needs its database: the last resource of a deploy fails, whatever the stack holds besides.
BROKEN = {
    "Type": "AWS::Glue::Table",
    "Properties": {"CatalogId": "1", "DatabaseName": "nowhere", "TableInput": {"Name": "broken"}},
}
# Where what prod keeps is found.
LEFT = {
    "dynamodb TableNames",
    "glue DatabaseList",
    "iam Roles",
    "kinesis StreamNames",
    "kms keys",
    "s3 Buckets",
}


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    every = (template for name in ENVIRONMENTS for template in templates(name).values())
    types = {one["Type"] for template in every for one in template["Resources"].values()}
    log = tmp_path_factory.mktemp("emulator") / "log"
    with Emulator(log=log, recorded=types - playable_types()) as running:
        yield running


@pytest.fixture
def account(emulator: Emulator) -> EmulatedAccount:
    prepared = EmulatedAccount(emulator)
    prepared.prepare()
    return prepared


def kept(account: EmulatedAccount, environment: str) -> dict[str, str]:
    """The physical ids of what is to outlive the stacks, by logical id."""
    return {
        logical_id: account.physical_ids(stack)[logical_id]
        for stack, template in templates(environment).items()
        for logical_id, resource in template["Resources"].items()
        if resource.get("DeletionPolicy") == "RetainExceptOnCreate"
    }


def named(account: EmulatedAccount, beginning: str) -> str:
    """The physical id of the one thing of prod's that is kept and whose logical id begins so."""
    (found,) = [
        name for logical_id, name in kept(account, "prod").items() if logical_id.startswith(beginning)
    ]
    return found


def failing(template: Template) -> Template:
    """The template with a resource more, which fails when every other one is there."""
    broken = deepcopy(template)
    broken["Resources"]["Broken"] = BROKEN | {"DependsOn": list(template["Resources"])}
    return broken


def more(after: Inventory, before: Inventory) -> Inventory:
    """What is there and was not."""
    return {what: after[what] - before[what] for what in after if after[what] - before[what]}


def test_prod_is_deployed_and_destroyed_and_deployed_again(account: EmulatedAccount) -> None:
    """FAULTS 61."""
    account.deploy("prod")
    first = kept(account, "prod")
    account.destroy("prod")

    account.deploy("prod")

    second = kept(account, "prod")
    shared = {logical_id for logical_id, name in second.items() if first[logical_id] == name}
    # A table of the lake has its name again, in another database.
    assert {id_ for id_ in shared if not id_.startswith("Curated")} == {API_ACCOUNT}
    assert named(account, "CuratedDatabase") != first[CATALOG]


def test_what_the_first_prod_kept_is_untouched_by_the_second(account: EmulatedAccount) -> None:
    account.deploy("prod")
    ledger, raw = named(account, "InventoryLedger"), named(account, "Raw7")
    row = {"partition": {"S": "367"}, "entry": {"S": "a"}}
    account.client("dynamodb").put_item(TableName=ledger, Item=row)
    account.client("s3").put_object(Bucket=raw, Key="events/a.gz", Body=b"sold")
    catalog = account.client("glue").get_tables(DatabaseName=named(account, "CuratedDatabase"))["TableList"]
    icebergs = [each for each in catalog if "iceberg" in str(each).lower()]
    policy = account.client("s3").get_bucket_policy(Bucket=raw)["Policy"]
    database = named(account, "CuratedDatabase")

    account.destroy("prod")
    account.deploy("prod")

    assert account.client("dynamodb").scan(TableName=ledger)["Items"] == [row]
    assert account.client("s3").get_object(Bucket=raw, Key="events/a.gz")["Body"].read() == b"sold"
    assert account.client("s3").get_bucket_policy(Bucket=raw)["Policy"] == policy
    left = account.client("glue").get_tables(DatabaseName=database)["TableList"]
    assert sorted(each["Name"] for each in left) == sorted(table.name for table in TABLES)
    assert [each for each in icebergs if each not in left] == []


def test_a_destroyed_prod_leaves_its_data_and_nothing_else(account: EmulatedAccount) -> None:
    before = account.inventory()
    account.deploy("prod")
    ids = set(kept(account, "prod").values())
    database = named(account, "CuratedDatabase")

    account.destroy("prod")

    left = dict(more(account.inventory(), before))
    assert left.pop("glue tables") == {f"{database}.{table.name}" for table in TABLES}
    assert [role.rpartition("/")[2] in ids for role in left.pop("api log role")] == [True]
    assert left.keys() == LEFT
    assert frozenset().union(*left.values()) <= ids


def test_dev_beside_prod_comes_and_goes_and_prod_does_not_notice(account: EmulatedAccount) -> None:
    """FAULTS 61."""
    account.deploy("prod")
    alone = account.inventory()
    account.deploy("dev")
    beside = account.inventory()

    account.destroy("dev")

    assert more(alone, beside) == {}
    assert account.inventory() == alone


def test_a_prod_that_comes_later_takes_nothing_from_dev(account: EmulatedAccount) -> None:
    account.deploy("dev")
    alone = account.inventory()

    account.deploy("prod")

    assert more(alone, account.inventory()) == {}


def test_a_dev_that_was_alone_leaves_nothing(account: EmulatedAccount) -> None:
    before = account.inventory()
    account.deploy("dev")

    account.destroy("dev")

    assert account.inventory() == before


@pytest.mark.parametrize("broken", STACKS)
def test_a_first_deploy_that_fails_leaves_nothing_and_the_next_succeeds(
    account: EmulatedAccount, broken: str
) -> None:
    """FAULTS 61."""
    prod = templates("prod")
    for name in STACKS[: STACKS.index(broken)]:
        account.create(name, prod[name])
    before = account.inventory()

    status = account.create(broken, failing(prod[broken]))

    left = dict(more(account.inventory(), before))
    # CloudFormation doesn't take the region's setting back: it names a role that is gone.
    left.pop("api log role", None)
    assert (status, left) == ("ROLLBACK_COMPLETE", {})
    # `cdk deploy` deletes a stack whose creation failed before it creates it again.
    account.delete(broken)
    for name in STACKS[STACKS.index(broken) :]:
        assert account.create(name, prod[name]) == "CREATE_COMPLETE", list(account.reasons(name))
