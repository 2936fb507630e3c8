"""One grant is taken away, and only that one."""

import pytest

from tests.twin.permissions.policies import BUCKET, allowing, decide, denying, identity, on
from twin.permissions.policies import grants_of
from twin.permissions.revocation import without_one

POLICIES = (
    identity(allowing(["s3:GetObject", "s3:PutObject"], [f"{BUCKET}/a/*", f"{BUCKET}/b/*"])),
    on(BUCKET, denying("s3:DeleteObject", f"{BUCKET}/*", Principal="*")),
)


@pytest.mark.parametrize("seed", range(10))
def test_what_is_taken_away_is_denied_and_all_else_is_as_it_was(seed: int) -> None:
    """FAULTS 60."""
    before = {grant for policy in POLICIES for grant in grants_of(policy)}

    left, taken = without_one(POLICIES, seed)

    assert {grant for policy in left for grant in grants_of(policy)} == before - {taken}
    for grant in before:
        verdict = decide(*left, action=grant.action, resource=grant.resource.replace("*", "1"))
        assert verdict.allowed is (grant != taken)


def test_what_denies_goes_on_denying() -> None:
    left, _ = without_one(POLICIES, 1)

    assert list(left[1].statements) == list(POLICIES[1].statements)


def test_the_same_seed_takes_the_same() -> None:
    assert without_one(POLICIES, 3)[1] == without_one(POLICIES, 3)[1]
    assert len({without_one(POLICIES, seed)[1] for seed in range(20)}) > 1
