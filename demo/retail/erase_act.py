"""The act in which a card number that a foreign writer put on the stream is taken out for good."""

import base64
import gzip
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from contracts.contract_breaks import TEST_CARD
from demo.act import Act, Phase, RunStage
from demo.check import Check, judge
from demo.demo_run import DemoRun
from demo.recovery.operator import Operator
from lambdas.core.set_aside import GZIPPED
from sluice.erasure.versions import VersionedBucket
from twin.loopback import ACCOUNT
from twin.permissions.holders import policy_holder

if TYPE_CHECKING:
    from twin.deploy import Twin

HOUR = timedelta(hours=1)
BUCKETS = ("Raw", "Quarantine", "Failures", "Landing")
ENCODED = re.compile(rb"(?:[A-Za-z0-9+/]{4}){6,}")
ANSWERED = frozenset({0, 1})
MFA = ("--mfa-serial", f"arn:aws:iam::{ACCOUNT}:mfa/operator", "--mfa-code", "123456")
"""The twin takes any code; that one is given is what the role's trust asks for."""


@dataclass(frozen=True)
class ErasureOutcome:
    """How many records of raw were purged, and where a card number is still found in any version."""

    purged: int
    found: Sequence[str]

    @property
    def wrong(self) -> Mapping[str, Sequence[str]]:
        """Name what must not be."""
        return {"card numbers that were purged, and are still there": self.found}

    def checks(self) -> Iterator[Check]:
        """Return the line of the reconciliation."""
        yield judge("Card numbers purged from raw", self.purged, None, self.purged > 0 and not self.found)

    def figures(self) -> dict[str, object]:
        """Return it as JSON."""
        return {"purged": self.purged, "purged_found": len(self.found)}


class EraseAct(Act):
    """Purges as an operator would who broke the glass, before all of raw is replayed."""

    name = "erase"
    builds_on = frozenset({"recover"})
    outcome: ErasureOutcome

    def phases(self) -> Sequence[Phase]:
        """Return its step."""
        title = "Purging card numbers that got in"
        return (Phase(name="purge", title=title, at=RunStage.REPAIR, perform=self._purge),)

    def _purge(self, run: DemoRun) -> None:
        holder = policy_holder(run.twin.app, "LookPolicyArn")
        operator = Operator(run.twin.emulator.environment_of(holder), run.twin.environment)
        hours = ("--from", f"{run.began:%Y-%m-%dT%H}", "--to", f"{datetime.now(UTC) + HOUR:%Y-%m-%dT%H}")
        said = operator.type("purge", *hours, *MFA, "--apply", codes=ANSWERED)
        found = [where for where, body in _versions(run.twin) if TEST_CARD.encode() in body]
        self.outcome = ErasureOutcome(said["records"], found)


def _versions(twin: "Twin") -> Iterator[tuple[str, bytes]]:
    """Yield every version of every object: where it lies, its bytes, and what these hold in Base64."""
    s3: Any = twin.emulator.client("s3")
    for name in BUCKETS:
        bucket = twin.app.output(f"{name}Bucket")
        for each in VersionedBucket(s3, bucket).versions(""):
            body = gzip.decompress(each.body) if each.body.startswith(GZIPPED) else each.body
            decoded = (base64.b64decode(found) for found in ENCODED.findall(body))
            yield f"{name.lower()}: {each.key}", b"\n".join((body, *decoded))
