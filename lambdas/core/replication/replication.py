"""A serverless replication of DMS: how it is started, resumed and stopped, each as often as one likes.

https://docs.aws.amazon.com/dms/latest/APIReference/API_StartReplication.html
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types_boto3_dms import DatabaseMigrationServiceClient
    from types_boto3_dms.literals import StartReplicationMigrationTypeValueType as StartType

RUNNING, STOPPED, FAILED = "running", "stopped", "failed"
# What isn't among these is on its way to one of them:
# https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Serverless.Components.html
AT_REST = frozenset({"created", "ready", STOPPED, FAILED, "deprovisioned"})
SECONDS_BETWEEN_LOOKS = 20.0


class ReplicationFailed(Exception):
    """A replication that doesn't run, and why, in DMS's words; somebody must act before the next start."""


class StillUnderWay(Exception):
    """The time of this run is up, and the replication hasn't come to rest yet: another run goes on."""


@dataclass(frozen=True, slots=True)
class ReplicationStatus:
    """The status of a replication, as DMS gives it."""

    status: str
    was_started: bool
    checkpoint: str
    message: str

    @property
    def start_type(self) -> "StartType":
        """Return how to go on without a gap: from the first load, from its checkpoint, or from another load.

        Without a checkpoint it never came as far as changes: the load begins again, as a new generation.
        """
        if not self.was_started:
            return "start-replication"
        return "resume-processing" if self.checkpoint else "reload-target"


@dataclass(frozen=True, slots=True)
class ReplicationControl:
    """One replication by the ARN of its configuration; `remaining_seconds` are those that a call may wait."""

    dms: "DatabaseMigrationServiceClient"
    config_arn: str
    remaining_seconds: Callable[[], float]
    sleep: Callable[[float], object]

    def run(self) -> None:
        """Have it run; raise ReplicationFailed, and don't start it a second time after a failure."""
        seen = self._come_to_rest()
        if seen is None:
            raise ReplicationFailed(f"There is no replication of {self.config_arn}: deploy it again.")
        if seen.status != RUNNING:
            self._start(seen)

    def stop(self) -> None:
        """Have it stand still, if there is one at all."""
        seen = self._come_to_rest()
        if seen is not None and seen.status == RUNNING:
            self.dms.stop_replication(ReplicationConfigArn=self.config_arn)
            self._pause()
            self._come_to_rest()

    def _start(self, seen: ReplicationStatus) -> None:
        how = seen.start_type
        self.dms.start_replication(ReplicationConfigArn=self.config_arn, StartReplicationType=how)
        self._pause()
        after = self._come_to_rest()
        if after is None or after.status != RUNNING:
            raise ReplicationFailed(_explain(how, after))

    def _come_to_rest(self) -> ReplicationStatus | None:
        """Wait until it runs or stands still; None: there is none."""
        while (seen := self._look()) is not None and seen.status != RUNNING and seen.status not in AT_REST:
            self._pause()
        return seen

    def _pause(self) -> None:
        if self.remaining_seconds() < SECONDS_BETWEEN_LOOKS:
            raise StillUnderWay(f"{self.config_arn} is still under way")
        self.sleep(SECONDS_BETWEEN_LOOKS)

    def _look(self) -> ReplicationStatus | None:
        try:
            described = self.dms.describe_replications(
                Filters=[{"Name": "replication-config-arn", "Values": [self.config_arn]}]
            )
        except self.dms.exceptions.ResourceNotFoundFault:
            return None
        return next(map(_to_status, described["Replications"]), None)


def _to_status(replication: Mapping[str, Any]) -> ReplicationStatus:
    reasons = replication.get("FailureMessages") or [replication.get("StopReason", "")]
    return ReplicationStatus(
        status=replication["Status"].lower(),
        was_started=bool(
            replication.get("StartReplicationType") or replication.get("ReplicationLastStopTime")
        ),
        checkpoint=replication.get("RecoveryCheckpoint", ""),
        message=" ".join(filter(None, reasons)),
    )


def _explain(how: str, after: ReplicationStatus | None) -> str:
    why = after.message if after and after.message else "DMS gives no reason; its log has more"
    lost = ""
    if how == "resume-processing":
        lost = " If its checkpoint or slot is lost, it never resumes: reload it (docs/databases.md)."
    return f"The replication did not run after {how}: {why}.{lost}"
