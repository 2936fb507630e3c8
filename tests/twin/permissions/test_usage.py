"""Grants held against what needed them."""

from typing import Any

from tests.twin.permissions.policies import BUCKET, PLACE, allowing, identity
from twin.permissions.authorizer import AccessVerdict
from twin.permissions.needs.evaluation import Need, NeedResult
from twin.permissions.usage import AccessReview, review_of

READ, WRITE = f"{PLACE}: s3:GetObject on {BUCKET}/*", f"{PLACE}: s3:PutObject on {BUCKET}/*"


def need(*grants: str) -> NeedResult:
    """One that these grants meet, or nothing does."""
    asked = Need(
        service="firehose.amazonaws.com",
        place="Stream/Archive",
        page="https://aws",
        role="arn:aws:iam::1:role/archive",
        action="s3:PutObject",
        resource=BUCKET,
    )
    return NeedResult(asked, AccessVerdict(bool(grants), grants, "no statement allows it"))


def reviewed(*, needs: Any = (), grants: Any = None, denied: Any = (), whole: bool = True) -> AccessReview:
    report = {"evaluated": 7, "grants": grants or {}, "denied": denied, "seconds": 0.5}
    return review_of(
        [identity(allowing(["s3:GetObject", "s3:PutObject"], f"{BUCKET}/*"))], needs, report, whole=whole
    )


def test_a_grant_that_no_call_and_no_service_needs_is_unused() -> None:
    """FAULTS 60."""
    review = reviewed(grants={READ: 3})

    assert [use.grant.id for use in review.unused] == [WRITE]
    assert review.wrong["granted, and needed by nobody"] == [WRITE]


def test_a_service_may_need_a_grant_that_no_call_used() -> None:
    assert reviewed(grants={READ: 3}, needs=[need(WRITE)]).unused == []


def test_a_denial_says_who_may_not_do_what_and_why() -> None:
    denied = {"principal": "inventory", "action": "s3:GetObject", "resource": BUCKET, "reason": "none allows"}

    review = reviewed(denied=[denied])

    assert review.wrong["not permitted"] == [f"inventory may not s3:GetObject on {BUCKET}: none allows"]


def test_tells_its_figures() -> None:
    figures = reviewed(grants={READ: 3}).figures()

    assert figures["permission_checks"] == 7
    assert figures["permission_denials"] == 0
    assert (figures["grants"], figures["grants_unused"]) == (2, 1)


def test_a_run_that_leaves_acts_out_says_nothing_of_what_is_unused() -> None:
    assert not reviewed(whole=False).wrong["granted, and needed by nobody"]
