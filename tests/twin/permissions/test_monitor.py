"""Calls held against policies, and what is known of them afterwards."""

from tests.twin.permissions.policies import BUCKET, KEY, PLACE, ROLE, allowing, identity, on
from twin.permissions.api_call import ApiCall
from twin.permissions.authorizer import Principal
from twin.permissions.monitor import AccessMonitor

CALLER = Principal.role(ROLE)
PUT = ApiCall("s3:PutObject", f"{BUCKET}/a", "PUT")
DELEGATING = on(KEY, allowing("kms:*", "*", Principal={"AWS": "arn:aws:iam::111122223333:root"}))


def test_a_call_is_denied_for_the_first_thing_that_is_missing() -> None:
    monitor = AccessMonitor([identity(allowing("s3:PutObject", f"{BUCKET}/*")), DELEGATING], {BUCKET: KEY})

    missing = monitor.allows(CALLER, PUT)

    assert missing
    assert (missing.action, missing.resource) == ("kms:GenerateDataKey", KEY)
    assert [each["action"] for each in monitor.denials()] == ["kms:GenerateDataKey"]


def test_counts_what_was_evaluated_and_by_which_grants_it_was_allowed() -> None:
    policy = identity(allowing("s3:PutObject", f"{BUCKET}/*"), allowing("kms:GenerateDataKey", KEY))
    monitor = AccessMonitor([policy, DELEGATING], {BUCKET: KEY})

    assert [monitor.allows(CALLER, PUT) for _ in range(3)] == [None] * 3

    report = monitor.report()
    assert report["evaluated"] == 6
    assert report["calls"] == [["inventory", "kms:GenerateDataKey", 3], ["inventory", "s3:PutObject", 3]]
    assert report["grants"][f"{PLACE}: s3:PutObject on {BUCKET}/*"] == 3
    assert report["denied"] == []
    assert report["seconds"] > 0


def test_what_is_denied_again_and_again_is_told_once() -> None:
    monitor = AccessMonitor([], {})

    for _ in range(5):
        monitor.allows(CALLER, PUT)

    assert [each["resource"] for each in monitor.denials()] == [f"{BUCKET}/a"]


def test_what_was_only_asked_is_no_denial_but_a_use() -> None:
    listing = ApiCall("s3:ListBucket", BUCKET)
    monitor = AccessMonitor([identity(allowing("s3:ListBucket", BUCKET))], {})

    assert monitor.would_allow(CALLER, listing)
    assert not monitor.would_allow(CALLER, PUT)

    assert monitor.denials() == []
    assert monitor.report()["grants"] == {f"{PLACE}: s3:ListBucket on {BUCKET}": 1}
