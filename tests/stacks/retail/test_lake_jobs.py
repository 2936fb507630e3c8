"""Who forgets a person may leave the job a list, start it and clear up after it, and nobody else may."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, cast

import pytest

from lake.forget_list import FORGETTING
from stacks.retail.jobs import HOLDERS
from tests.stacks.policies import Statement, listed, statements
from tests.stacks.retail.test_jobs import deployed as job_of
from tests.stacks.synthesized import Environment
from tests.stacks.test_operators import granted, physical_id
from tests.twin.assemblies import assembly
from twin.loopback import ACCOUNT, REGION
from twin.resolve import Resolved

pytestmark = pytest.mark.needs("Lake")

SERVICES = ("glue:", "kms:", "s3:")
BREAK_GLASS, JOB = "BreakGlass", "ForgetSalesRole"
ENDS = re.compile("(DefaultPolicy)?[0-9A-F]{8}$")
"""What a policy's logical id has behind the name of whose it is."""


@dataclass(frozen=True)
class Granted:
    """What every policy of an environment grants of tables, buckets and keys, under physical names."""

    environment: Environment
    of: list[tuple[str, Statement]]

    def holders(self, action: str, on: str) -> set[str]:
        """Name whose policies grant an action on a resource."""
        return {
            name
            for name, one in self.of
            if action in listed(one["Action"])
            and any(fnmatchcase(on, each) for each in listed(one["Resource"]))
        }

    def on(self, holder: str, arn: str) -> set[tuple[str, str]]:
        """Return what somebody may do on a bucket and on what lies in it, by the end of its ARN."""
        of_holder = [one for name, one in self.of if name == holder]
        return {(what, on.removeprefix(arn)) for what, on in granted(of_holder) if on.startswith(arn)}

    @property
    def curated(self) -> str:
        """Return the ARN of the bucket of tables."""
        buckets = self.environment.every("AWS::S3::Bucket")
        [bucket] = [each for each in buckets if each.logical_id.startswith("Curated")]
        return f"arn:aws:s3:::{physical_id(bucket)}"

    @property
    def job(self) -> str:
        """Return the ARN of the job."""
        return f"arn:aws:glue:{REGION}:{ACCOUNT}:job/{physical_id(job_of(self.environment, 'forget_sales'))}"


@pytest.fixture
def policies(environment: Environment, tmp_path: Path) -> Granted:
    return Granted(environment, list(_resolved(environment, tmp_path)))


def _resolved(environment: Environment, directory: Path) -> Iterator[tuple[str, Statement]]:
    ids = {(one.stack, one.logical_id): physical_id(one) for one in environment}
    app = Resolved(assembly(directory, environment.templates), ids)
    for kind in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
        for policy in environment.every(kind):
            for one in statements(policy):
                if any(action.startswith(SERVICES) for action in listed(one["Action"])):
                    yield ENDS.sub("", policy.logical_id), cast(Any, app.value(policy.stack, one))


def test_the_break_glass_role_alone_starts_the_job(policies: Granted) -> None:
    assert policies.holders("glue:StartJobRun", policies.job) == {BREAK_GLASS}


def test_it_starts_no_other_job_and_changes_none(policies: Granted) -> None:
    of_role = [one for name, one in policies.of if name == BREAK_GLASS]

    assert [each for each in granted(of_role) if each[0].startswith("glue:")] == [
        ("glue:StartJobRun", policies.job)
    ]


def test_it_reaches_lists_in_the_bucket_of_tables_and_no_table(policies: Granted) -> None:
    lists = f"/{FORGETTING}*"

    assert policies.on(BREAK_GLASS, policies.curated) == {
        ("s3:PutObject", lists),
        ("s3:GetObject", lists),
        ("s3:DeleteObjectVersion", lists),
        ("s3:ListBucket", ""),
        ("s3:ListBucketVersions", ""),
    }


def test_it_lists_nothing_else_there(policies: Granted) -> None:
    listing = [
        one
        for name, one in policies.of
        if name == BREAK_GLASS and policies.curated in listed(one["Resource"])
    ]

    assert [one["Condition"] for one in listing] == [{"StringLike": {"s3:prefix": f"{FORGETTING}*"}}]


def test_it_encrypts_a_list_through_s3_and_nothing_by_the_key_itself(policies: Granted) -> None:
    through = {
        service
        for name, one in policies.of
        if name == BREAK_GLASS and "kms:GenerateDataKey" in listed(one["Action"])
        for service in listed(one["Condition"]["StringEquals"]["kms:ViaService"])
    }

    assert through == {f"s3.{REGION}.amazonaws.com"}


@pytest.mark.parametrize("action", ["s3:PutObject", "s3:DeleteObjectVersion"])
def test_lists_are_changed_by_the_role_and_the_job_alone(policies: Granted, action: str) -> None:
    assert policies.holders(action, f"{policies.curated}/{FORGETTING}a.jsonl") == {BREAK_GLASS, JOB}
    assert policies.holders("s3:DeleteObject", f"{policies.curated}/{FORGETTING}a.jsonl") == set()


def test_the_job_writes_and_deletes_what_may_hold_a_person_and_its_lists(policies: Granted) -> None:
    places = {f"/{FORGETTING}*", *(f"/{table.name}/*" for table in HOLDERS)}

    assert policies.on(JOB, policies.curated) == {
        ("s3:GetObject", "/*"),
        ("s3:ListBucket", ""),
        ("s3:ListBucketVersions", ""),
        *(("s3:PutObject", place) for place in places),
        *(("s3:DeleteObjectVersion", place) for place in places),
    }
