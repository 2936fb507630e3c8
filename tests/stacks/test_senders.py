"""A sender writes what is its own: to claims and files of others, to answers and marks it has no way."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.synthesis import templates
from twin.assembly import Assembly, Stack
from twin.permissions.attachments import attachments
from twin.permissions.authorizer import AccessRequest, Authorizer, Principal
from twin.permissions.holders import policy_holder
from twin.permissions.plan import planned
from twin.resolve import Resolved

NEW = {"s3:if-none-match": "*"}


@dataclass(frozen=True)
class Policies:
    """What an environment's policies allow to whom."""

    app: Resolved
    authorizer: Authorizer

    def allows(self, who: Principal, action: str, bucket: str, key: str, **context: str) -> bool:
        """Decide on an object of a bucket, or on the bucket if there is no key."""
        [found] = [one for one in self.app.resources("AWS::S3::Bucket") if f"/{bucket}/" in f"/{one.path}/"]
        arn = f"{self.app.arn(found)}/{key}" if key else self.app.arn(found)
        given = {name.replace("_", ":"): value for name, value in context.items()}
        return self.authorizer.decide(AccessRequest(who, action, arn, NEW | given)).allowed


@cache
def policies() -> Policies:
    """Return prod's, as a first deployment would resolve them."""
    stacks = tuple(Stack(name, template) for name, template in templates("prod").items())
    app = planned(Assembly(Path(), stacks))
    return Policies(app, Authorizer(attachments(app)))


def sender(policy: str, store: str | None = "367") -> Principal:
    """Return an identity that has a policy and is tagged with its store."""
    return policy_holder(policies().app, policy, **({"store": store} if store else {}))


@pytest.mark.parametrize(
    ("store", "key", "allowed"),
    [
        ("367", "claims/367/2017-03-01/4/1/ab.json", True),
        ("367", "claims/381/2017-03-01/4/1/ab.json", False),
        ("367", "claims/3671/2017-03-01/4/1/ab.json", False),
        ("367", "claims/367", False),
        ("367", "claims/events/fraud-suspected/ab.json", False),
        ("events", "claims/events/fraud-suspected/ab.json", False),
        ("corrections", "claims/corrections/381/2017-03-01/4/1/0001.json", False),
        ("367", "events/2017/03/01/14/raw.gz", False),
        (None, "claims/367/2017-03-01/4/1/ab.json", False),
        (None, "claims//ab.json", False),
    ],
)
def test_a_sender_parks_under_its_own_prefix_alone(store: str | None, key: str, allowed: bool) -> None:
    """FAULTS 50."""
    who = sender("OwnProducerPolicyArn", store)

    assert policies().allows(who, "s3:PutObject", "Raw", key) is allowed


@pytest.mark.parametrize("policy", ["OwnProducerPolicyArn", "ProducerPolicyArn"])
def test_what_is_parked_is_never_overwritten_read_or_deleted(policy: str) -> None:
    """FAULTS 50."""
    who, key = sender(policy), "claims/367/2017-03-01/4/1/ab.json"
    raw = policies()
    [bucket] = [one for one in raw.app.resources("AWS::S3::Bucket") if one.path.endswith("/Raw/Resource")]
    blind = AccessRequest(who, "s3:PutObject", f"{raw.app.arn(bucket)}/{key}")

    assert raw.allows(who, "s3:PutObject", "Raw", key)
    assert not raw.authorizer.decide(blind).allowed
    assert not raw.allows(who, "s3:GetObject", "Raw", key)
    assert not raw.allows(who, "s3:DeleteObject", "Raw", key)


def test_a_producer_that_sends_for_many_parks_for_many_and_not_as_a_function() -> None:
    who = sender("ProducerPolicyArn", None)

    assert policies().allows(who, "s3:PutObject", "Raw", "claims/381/2017-03-01/4/1/ab.json")
    assert not policies().allows(who, "s3:PutObject", "Raw", "claims/events/fraud-suspected/ab.json")
    assert not policies().allows(
        who, "s3:PutObject", "Raw", "claims/corrections/381/2017-03-01/4/1/0001.json"
    )


@pytest.mark.parametrize(
    ("policy", "key", "allowed"),
    [
        ("StoreFilesPolicyArn", "sales/367/2017-12-22.csv", True),
        ("StoreFilesPolicyArn", "sales/367/2017-12-22.csv.manifest.json", True),
        ("StoreFilesPolicyArn", "sales/381/2017-12-22.csv", False),
        ("StoreFilesPolicyArn", "sales/3670/2017-12-22.csv", False),
        ("StoreFilesPolicyArn", "products/head-office/2017-12-22.csv", False),
        ("StoreFilesPolicyArn", "products/367/2017-12-22.csv", False),
        ("StoreFilesPolicyArn", "receipts/sales/367/2017-12-22.csv/1.json", False),
        ("StoreFilesPolicyArn", "taken/sales/367/1.json", False),
        ("StoreFilesPolicyArn", "attempts/sales/367/2017-12-22.csv/1.json", False),
        ("HeadOfficeFilesPolicyArn", "products/head-office/2017-12-22.csv", True),
        ("HeadOfficeFilesPolicyArn", "stores/head-office/2017-12-22.csv", True),
        ("HeadOfficeFilesPolicyArn", "sales/367/2017-12-22.csv", False),
        ("HeadOfficeFilesPolicyArn", "receipts/products/head-office/1.json", False),
    ],
)
def test_a_file_is_put_into_its_senders_own_folder_alone(policy: str, key: str, allowed: bool) -> None:
    """FAULTS 50."""
    assert policies().allows(sender(policy), "s3:PutObject", "Landing", key) is allowed


def test_without_a_tag_a_store_has_no_folder() -> None:
    who = sender("StoreFilesPolicyArn", None)

    assert not policies().allows(who, "s3:PutObject", "Landing", "sales/367/2017-12-22.csv")
    assert not policies().allows(who, "s3:PutObject", "Landing", "sales//2017-12-22.csv")


def test_a_store_finds_and_reads_its_own_answers_alone() -> None:
    who, answers = sender("StoreFilesPolicyArn"), "receipts/sales/{}/2017-12-22.csv/"

    for store, allowed in (("367", True), ("381", False)):
        prefix = answers.format(store)
        assert policies().allows(who, "s3:GetObject", "Landing", f"{prefix}1.json") is allowed
        assert policies().allows(who, "s3:ListBucket", "Landing", "", s3_prefix=prefix) is allowed
    assert not policies().allows(who, "s3:GetObject", "Landing", "sales/367/2017-12-22.csv")


def test_answers_and_marks_are_written_by_the_job_alone_and_by_who_breaks_the_glass() -> None:
    """FAULTS 50."""
    app = policies().app
    [landing] = [one for one in app.resources("AWS::S3::Bucket") if "/Landing/" in one.path]
    writers = {
        owner.place.split("/")[1]
        for owner in attachments(app)
        for statement in owner.statements
        if "s3:PutObject" in statement["Action"]
        for resource in (
            [statement["Resource"]] if isinstance(statement["Resource"], str) else statement["Resource"]
        )
        if resource.startswith(f"{app.arn(landing)}/")
        and resource.split("/")[1] in ("attempts", "receipts", "taken", "*")
    }

    assert writers == {"IngestStoreFiles", "BreakGlass"}
