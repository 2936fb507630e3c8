"""How long the base's buckets keep their objects, and what keeps a version from being deleted before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from stacks.ranges import Range

EXPIRY = (
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html"
)
LOCK = "https://docs.aws.amazon.com/AmazonS3/latest/API/API_DefaultRetention.html"
# Into the infrequently accessed class after 30 days, and out after that.
KEPT_DAYS = Range(field="days", least=31, most=36_500, source=EXPIRY)
LOCKED_DAYS = Range(field="lock.days", least=1, most=36_500, source=LOCK)


class LockMode(Enum):
    """Who may lift a retention: an administrator with a permission of its own, or nobody at all.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html#object-lock-retention-modes
    """

    GOVERNANCE = "GOVERNANCE"
    COMPLIANCE = "COMPLIANCE"


@dataclass(frozen=True, kw_only=True)
class ObjectLock:
    """The retention that each new version of an object gets, from when it was written."""

    mode: LockMode
    days: int


@dataclass(frozen=True, kw_only=True)
class ClassRetention:
    """How a bucket keeps its objects.

    A bucket that once had Object Lock, for a lock or for holds, has it for ever:
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-configure.html
    """

    # From when an object was written; None: for good.
    days: int | None = None
    lock: ObjectLock | None = None
    # Operators with a policy of their own may put holds on versions, and release them.
    legal_hold: bool = False

    @property
    def lockable(self) -> bool:
        """Return whether the bucket needs Object Lock."""
        return self.legal_hold or self.lock is not None


@dataclass(frozen=True, kw_only=True)
class RetentionSettings:
    """The classes: events as they came, records that were refused, and what was given up."""

    raw: ClassRetention = field(default_factory=ClassRetention)
    quarantine: ClassRetention = field(default_factory=ClassRetention)
    failures: ClassRetention = field(default_factory=ClassRetention)

    @property
    def classes(self) -> Mapping[str, ClassRetention]:
        """Return the classes by name."""
        return {"raw": self.raw, "quarantine": self.quarantine, "failures": self.failures}

    def warnings(self) -> Iterator[str]:
        """Yield what a choice costs, a line each."""
        for name, kept in self.classes.items():
            if kept.days is not None:
                yield f"retention.{name}.days is {kept.days}: {SHORTER[name]}"
            if kept.lock is not None:
                yield f"retention.{name}.lock: nobody takes a record out before {_ends(kept.lock)}"


SHORTER = {
    "raw": "no replay and no rebuild reaches further back, and totals rebuilt from raw lack what came before",
    "quarantine": "a record that nobody repaired by then is lost, and with it that it was kept whole",
    "failures": "an event that nobody sent again by then is applied by no consumer that gave it up",
}


def _ends(lock: ObjectLock) -> str:
    lifted = "" if lock.mode is LockMode.COMPLIANCE else ", unless an administrator lifts its lock"
    return f"{lock.days} days after it was written{lifted}"
