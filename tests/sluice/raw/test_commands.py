"""`sluice raw` as an operator runs it, against moto."""

import json
from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws
from typer.testing import CliRunner, Result

from sluice.__main__ import app
from tests.lambdas.core.manifest.entries import key
from tests.lambdas.ledgers import table_properties
from tests.sluice.raw.archive import sales

WINDOW = ("--from", "2017-12-22T12", "--to", "2017-12-22T18")
RAW, MANIFEST = "raw", "manifest"


@pytest.fixture(autouse=True)
def cloud() -> Iterator[None]:
    with mock_aws():
        region = {"LocationConstraint": "eu-west-1"}
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket=RAW, CreateBucketConfiguration=region)  # type: ignore[arg-type]
        s3.put_bucket_versioning(Bucket=RAW, VersioningConfiguration={"Status": "Enabled"})
        properties = table_properties("manifest", "MANIFEST_TABLE")
        boto3.client("dynamodb").create_table(TableName=MANIFEST, **properties)
        stack("Storage", RawBucket=RAW)
        stack("Replay", ManifestTable=MANIFEST)
        yield


def stack(capability: str, **outputs: str) -> None:
    """A deployed stack of nothing but outputs."""
    body = {
        "Resources": {"Any": {"Type": "AWS::SQS::Queue"}},
        "Outputs": {name: {"Value": value} for name, value in outputs.items()},
    }
    name = f"Sluice-dev-{capability}"
    boto3.client("cloudformation").create_stack(StackName=name, TemplateBody=json.dumps(body))


def put(body: bytes) -> str:
    return boto3.client("s3").put_object(Bucket=RAW, Key=key(), Body=body)["VersionId"]


def raw(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["raw", *arguments])


def test_checks_mends_and_checks_again() -> None:
    version = put(sales(1, 2))

    before, mended, after = (raw(each, "dev", *WINDOW) for each in ("check", "mend", "check"))

    assert (before.exit_code, before.stdout) == (1, f"{key()}: the manifest lacks version {version}\n")
    assert (mended.exit_code, mended.stdout) == (0, "versions entered: 1, with 2 records\n")
    assert (after.exit_code, after.stdout) == (0, "6 hours: bucket and manifest agree\n")


def test_restores_what_was_deleted_and_says_which_version_it_copied() -> None:
    """FAULTS 33."""
    first = put(sales(1))
    boto3.client("s3").delete_object(Bucket=RAW, Key=key())

    did = raw("restore", "dev", key())

    assert did.exit_code == 0
    found = boto3.client("s3").get_object(Bucket=RAW, Key=key())
    assert found["Body"].read() == sales(1)
    assert did.stdout == f"{key()}: version {found['VersionId']} is current, a copy of {first}\n"


def test_says_that_there_is_nothing_to_restore() -> None:
    version = put(sales(1))

    did = raw("restore", "dev", key())

    assert did.exit_code == 0
    assert did.stdout == f"{key()}: version {version} is current already: nothing to do\n"


def test_writes_off_what_nobody_can_read() -> None:
    version = put(b"no gzip")
    raw("mend", "dev", *WINDOW)

    before = raw("check", "dev", *WINDOW)
    did = raw("write-off", "dev", key(), "--version", version)
    after = raw("check", "dev", *WINDOW)

    assert (before.exit_code, before.stdout) == (1, f"{key()}: its current version {version} can't be read\n")
    assert (did.exit_code, did.stdout) == (0, f"{key()}: version {version} is written off, with 0 records\n")
    assert after.exit_code == 0


def test_answers_programs_in_json() -> None:
    version = put(sales(1))

    checked = raw("check", "dev", *WINDOW, "--json")
    mended = raw("mend", "dev", *WINDOW, "--json")
    restored = raw("restore", "dev", key(), "--version", version, "--json")

    lacking = {"kind": "unentered", "key": key(), "version": version}
    assert checked.exit_code == 1
    assert json.loads(checked.stdout) == {"hours": 6, "disagreements": [lacking]}
    assert json.loads(mended.stdout) == {"entered": [f"{key()}#{version}"], "records": 1}
    assert json.loads(restored.stdout) == {"key": key(), "version": version, "copied": None}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("check", "dev", "--from", "2017-12-22", "--to", "x"), "--from is 2017-12-22: write an hour of UTC"),
        (("mend", "dev", "--from", "2999-01-01T00", "--to", "2999-01-01T01"), "that hasn't come"),
        (("check", "prod", *WINDOW), "there is no stack Sluice-prod-Storage"),
        (("restore", "dev", "claims/1"), "claims/1 names no arrival hour"),
        (("restore", "dev", key()), "is neither in raw nor in its manifest"),
        (("write-off", "dev", key(), "--version", "1"), "is neither in raw nor in its manifest"),
    ],
)
def test_says_in_one_line_why_it_cannot(arguments: tuple[str, ...], told: str) -> None:
    did = raw(*arguments)

    [line] = did.stderr.splitlines()
    assert (did.exit_code, did.stdout) == (2, "")
    assert line.startswith("sluice: ")
    assert told in line


@pytest.mark.parametrize("command", ["check", "mend", "restore", "write-off"])
def test_every_command_helps_with_an_example_and_its_exit_codes(command: str) -> None:
    shown = raw(command, "--help").stdout

    assert f"sluice raw {command} prod" in shown
    assert "Exit codes:" in shown
