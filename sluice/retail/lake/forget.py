"""Somebody taken out of the lake: the list for its job, and the run that works it off."""

from collections.abc import Iterable

from lake.forget_list import FORGETTING, Forgotten, encode_list
from sluice.cloud import BASE, DeployedStack, find_stack
from sluice.erasure.deployment import Connect
from sluice.lake.job_report import Figures
from sluice.lake.job_run import finish_job
from sluice.raw.bucket_object import list_objects

OUTPUT = "ForgetSalesJob"


def has_lake(connect: Connect, environment: str) -> bool:
    """Tell whether an environment has tables at all."""
    return find_stack(connect("cloudformation"), environment, "Lake") is not None


def put_list(connect: Connect, environment: str, name: str, listed: Iterable[Forgotten]) -> str:
    """Write a list beside the tables, and return its key. Under a name that exists it is the next version."""
    key = f"{FORGETTING}{name}.jsonl"
    bucket = DeployedStack(connect("cloudformation"), environment, BASE)["CuratedBucket"]
    connect("s3").put_object(Bucket=bucket, Key=key, Body=encode_list(listed))
    return key


def run_forgetting(connect: Connect, environment: str, key: str) -> Figures:
    """Work a list off, and return what changed and what remains; raise NotNow. Again, it changes nothing."""
    return finish_job(environment, OUTPUT, {"--LIST": key}, connect)


def drop_list(connect: Connect, environment: str, name: str) -> None:
    """Delete a list and what its runs noted, in every version: it holds the hashes from before."""
    bucket = DeployedStack(connect("cloudformation"), environment, BASE)["CuratedBucket"]
    s3 = connect("s3")
    for each in list_objects(s3, bucket, f"{FORGETTING}{name}.jsonl"):
        for version in each.versions:
            s3.delete_object(Bucket=bucket, Key=each.key, VersionId=version)


def count_workers(connect: Connect, environment: str) -> int:
    """Return how many workers the job has, and 0 without a lake."""
    if (lake := find_stack(connect("cloudformation"), environment, "Lake")) is None:
        return 0
    return int(connect("glue").get_job(JobName=lake[OUTPUT])["Job"]["NumberOfWorkers"])
