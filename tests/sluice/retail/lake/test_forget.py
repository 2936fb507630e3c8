"""The list by which somebody is forgotten lies beside the tables, and the run that reads it is waited for."""

from collections.abc import Iterator
from datetime import date

import boto3
import pytest
from moto import mock_aws

from lake.forget_list import FORGETTING, Forgotten, ForgottenPayload, ForgottenRecord, decode_list
from sluice.cloud import NotDeployed
from sluice.lake.job_run import JobNotDone
from sluice.retail.lake.forget import OUTPUT, drop_list, has_lake, put_list, run_forgetting
from tests.emulated import client_error
from tests.sluice.lake.deployed import create_stack
from tests.sluice.lake.ended import EndedJob, job_that_ends

PAYLOAD = ForgottenPayload(
    event_id="367/2017-12-22/4/101",
    day=date(2017, 12, 22),
    old=("0a", "0b"),
    new="0c",
    fields=("loyalty_id",),
    raw_object="events/a.gz",
    old_version="1",
    new_version="2",
)
RECORD = ForgottenRecord(
    record_id="0d", new_record_id="0e", raw_object="events/a.gz", old_version="1", new_version="2"
)
KEY = f"{FORGETTING}0f1e.jsonl"


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch) -> Iterator[EndedJob]:
    """The job of an environment with tables, whose bucket keeps its versions."""
    with mock_aws(), job_that_ends("forget", monkeypatch) as job:
        create_stack(boto3.client, {OUTPUT: job.name})
        create_stack(boto3.client, {"CuratedBucket": "curated"}, "Storage")
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="curated", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        s3.put_bucket_versioning(Bucket="curated", VersioningConfiguration={"Status": "Enabled"})
        yield job


def lists() -> list[list[Forgotten]]:
    """Return every version of the list, the newest first."""
    s3 = boto3.client("s3")
    versions = s3.list_object_versions(Bucket="curated")["Versions"]
    assert {each["Key"] for each in versions} == {KEY}
    bodies = (s3.get_object(Bucket="curated", Key=KEY, VersionId=each["VersionId"]) for each in versions)
    read = [decode_list(body["Body"].read()) for body in bodies]
    return [[*each.payloads, *each.records] for each in read]


def test_an_environment_has_tables_if_its_lake_is_deployed(job: EndedJob) -> None:
    assert has_lake(job.connect, "dev")

    boto3.client("cloudformation").delete_stack(StackName="Sluice-dev-Lake")

    assert not has_lake(job.connect, "dev")


def test_an_environment_that_is_not_there_is_none_without_tables(job: EndedJob) -> None:
    with pytest.raises(NotDeployed):
        has_lake(job.connect, "prod")


def test_what_may_not_be_asked_is_no_environment_without_tables(job: EndedJob) -> None:
    """Else somebody would be forgotten everywhere but there."""

    def deny(**_: object) -> None:
        raise client_error("AccessDenied", 403)

    cloudformation = job.connect("cloudformation")
    cloudformation.meta.events.register("before-call.cloudformation.DescribeStacks", deny)

    with pytest.raises(Exception, match="AccessDenied"):
        has_lake(lambda _: cloudformation, "dev")


def test_the_list_lies_beside_the_tables_as_the_job_reads_it(job: EndedJob) -> None:
    assert put_list(job.connect, "dev", "0f1e", [PAYLOAD, RECORD]) == KEY

    assert lists() == [[PAYLOAD, RECORD]]


def test_a_list_that_is_worked_off_goes_in_every_version_and_nobody_elses(job: EndedJob) -> None:
    put_list(job.connect, "dev", "0f1f", [PAYLOAD])
    drop_list(job.connect, "dev", "0f1f")
    for _ in range(2):
        put_list(job.connect, "dev", "0f1e", [PAYLOAD])
    boto3.client("s3").put_object(Bucket="curated", Key=f"{FORGETTING}0f1f.jsonl.files", Body=b"")

    drop_list(job.connect, "dev", "0f1f")

    assert lists() == [[PAYLOAD], [PAYLOAD]]


def test_a_list_that_is_written_again_is_the_next_version_of_the_same(job: EndedJob) -> None:
    put_list(job.connect, "dev", "0f1e", [PAYLOAD])
    put_list(job.connect, "dev", "0f1e", [RECORD])

    assert lists() == [[RECORD], [PAYLOAD]]


def test_the_job_is_told_which_list_and_says_what_it_did(job: EndedJob) -> None:
    job.will_end("SUCCEEDED", {"listed": 2, "files_uncommitted": 0})

    figures = run_forgetting(job.connect, "dev", KEY)

    assert figures == {"listed": 2, "files_uncommitted": 0}
    assert [each["--LIST"] for each in job.arguments] == [KEY]


def test_a_run_that_fails_is_an_error(job: EndedJob) -> None:
    """Else a person would be said to be gone who is still in the tables."""
    job.will_end("FAILED")

    with pytest.raises(JobNotDone, match=r"^failed after "):
        run_forgetting(job.connect, "dev", KEY)


def test_all_of_it_is_done_by_the_clients_of_whoever_forgets(job: EndedJob) -> None:
    put_list(job.connect, "dev", "0f1e", [PAYLOAD])
    run_forgetting(job.connect, "dev", KEY)

    assert job.made == {"cloudformation", "glue", "logs", "s3"}
