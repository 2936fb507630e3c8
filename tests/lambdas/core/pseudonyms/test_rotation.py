"""Keys are renewed without losing one, whatever dies between the steps."""

from itertools import count
from typing import Any

import pytest

from lambdas.core.pseudonyms.key_ring import (
    ANNOUNCED_AT_LEAST_SECONDS,
    ANNOUNCED_SECONDS,
    KeyRing,
    parse_key_ring,
    to_text,
)
from lambdas.core.pseudonyms.rotation import KeysNotRotated, rotate_keys
from lambdas.core.secret_versions import NotRotating, RotationStep, SecretVersions
from tests.lambdas.core.pseudonyms.rings import DAY, FIRST, KEPT
from tests.lambdas.core.pseudonyms.secrets_manager import CURRENT, PENDING, ModelledSecret

STEPS = tuple(RotationStep)
CREATE, _, TEST, FINISH = STEPS


class RenewedKeys:
    """A ring under rotation: each key that is made is another one."""

    def __init__(self) -> None:
        self.secret = ModelledSecret({"first": to_text(KeyRing(FIRST))}, {CURRENT: "first"})
        self.made = count(1)
        self.now = 100 * DAY

    def begin(self, version: str) -> "RenewedKeys":
        """Label a version as pending: Secrets Manager does so before it calls."""
        self.secret.labels[PENDING] = version
        return self

    def take(self, *steps: str, version: str = "second") -> None:
        """Take steps as Secrets Manager has them taken."""
        client: Any = self.secret
        for step in steps:
            versions = SecretVersions(client, "arn", version)
            rotate_keys(step, versions, lambda size: f"{next(self.made):0{2 * size}}", self.now, KEPT)

    @property
    def ring(self) -> KeyRing:
        """The ring in use."""
        return parse_key_ring(self.secret.texts[self.secret.labels[CURRENT]])


@pytest.fixture
def renewed() -> RenewedKeys:
    return RenewedKeys().begin("second")


def test_a_rotation_announces_a_key_and_keeps_the_one_before(renewed: RenewedKeys) -> None:
    renewed.take(*STEPS)

    assert [(each.key, each.starts) for each in renewed.ring.list_keys()] == [
        (f"{1:064}", renewed.now + ANNOUNCED_SECONDS),
        (FIRST, 0),
    ]


@pytest.mark.parametrize("died_after", range(len(STEPS) + 1))
def test_whatever_step_dies_the_next_try_comes_to_the_same(renewed: RenewedKeys, died_after: int) -> None:
    """FAULTS 63."""
    renewed.take(*STEPS[:died_after])
    renewed.take(*STEPS)

    assert [each.key for each in renewed.ring.list_keys()] == [f"{1:064}", FIRST]


@pytest.mark.parametrize("step", STEPS[:3])
def test_until_the_end_the_ring_stays_what_it_was(renewed: RenewedKeys, step: str) -> None:
    renewed.take(*STEPS[: STEPS.index(RotationStep(step)) + 1])

    assert renewed.ring == KeyRing(FIRST)


def test_a_key_that_would_be_in_force_before_everybody_knows_it_is_refused(renewed: RenewedKeys) -> None:
    """Secrets Manager may come back with the last step hours later."""
    renewed.take(CREATE, TEST)
    renewed.now += ANNOUNCED_SECONDS - ANNOUNCED_AT_LEAST_SECONDS + 1

    with pytest.raises(KeysNotRotated, match="waited for too long"):
        renewed.take(FINISH)

    assert renewed.ring == KeyRing(FIRST)


def test_a_ring_that_somebody_put_meanwhile_is_not_overwritten(renewed: RenewedKeys) -> None:
    renewed.take(CREATE)
    renewed.secret.texts["first"] = to_text(KeyRing(64 * "z"))

    with pytest.raises(KeysNotRotated, match="made of another ring"):
        renewed.take(FINISH)


def test_keys_of_which_nothing_can_be_stored_any_more_go(renewed: RenewedKeys) -> None:
    renewed.take(*STEPS)
    renewed.now += KEPT + ANNOUNCED_SECONDS

    renewed.begin("third").take(*STEPS, version="third")

    assert [each.key for each in renewed.ring.list_keys()] == [f"{2:064}", f"{1:064}"]


def test_a_version_that_is_not_rotating_is_refused(renewed: RenewedKeys) -> None:
    with pytest.raises(NotRotating):
        renewed.take(CREATE, version="fourth")


def test_what_is_said_of_a_failure_holds_no_key(renewed: RenewedKeys) -> None:
    renewed.take(CREATE)
    renewed.now += DAY

    with pytest.raises(KeysNotRotated) as refused:
        renewed.take(FINISH)

    assert not any(key in str(refused.value) for key in (FIRST, f"{1:064}"))
