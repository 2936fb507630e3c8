"""A replication as DMS keeps it: a small model of its states, asked through a real client.

No server here knows serverless replications, so the client's calls end in the model, past botocore's own
checks of names and types. https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Serverless.Components.html
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

from botocore.session import get_session
from botocore.stub import Stubber
from types_boto3_dms import DatabaseMigrationServiceClient

ARN = "arn:aws:dms:eu-west-1:111122223333:replication-config:sluice-dev-1a2b3c4d"
STARTING = ("initializing", "testing_connection", "provisioning_capacity", "replication_starting")
STOPPING = ("stopping",)
AT_REST = {"created", "running", "stopped", "failed"}


@dataclass
class ModelledReplication:
    """Its state, and the states that it goes through next, one a look."""

    status: str = "created"
    checkpoint: str = ""
    was_started: bool = False
    # What a start ends in, and with which words.
    ends_in: str = "running"
    failure: str = ""
    exists: bool = True
    ahead: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    def start(self, how: str) -> None:
        """As `start-replication` can be done once only, and the others only after it."""
        assert self.status in AT_REST - {"running"}, f"InvalidResourceStateFault: {self.status}"
        assert (how == "start-replication") is (not self.was_started), how
        assert how != "resume-processing" or self.checkpoint
        self.calls.append(how)
        self.was_started = True
        self.status, *self.ahead = (*STARTING, self.ends_in)

    def stop(self) -> None:
        """Only what runs can be stopped."""
        assert self.status == "running", f"InvalidResourceStateFault: {self.status}"
        self.calls.append("stop")
        self.status, *self.ahead = (*STOPPING, "stopped")
        self.checkpoint = "checkpoint:V1#27"

    def look(self) -> list[dict[str, Any]]:
        """What DescribeReplications says; time passes between two looks."""
        if not self.exists:
            return []
        said: dict[str, Any] = {"ReplicationConfigArn": ARN, "Status": self.status}
        if self.was_started:
            said["StartReplicationType"] = "start-replication"
        if self.checkpoint:
            said["RecoveryCheckpoint"] = self.checkpoint
        if self.status == "failed" and self.failure:
            said["FailureMessages"] = [self.failure]
        if self.ahead:
            self.status, *self.ahead = self.ahead
        return [said]


@cache
def _client() -> DatabaseMigrationServiceClient:
    session = get_session()
    session.set_credentials("any", "any")
    return cast(DatabaseMigrationServiceClient, session.create_client("dms", region_name="eu-west-1"))


class StubbedClient:
    """The three calls of a client on one modelled replication, each checked against the API's own model."""

    def __init__(self, replication: ModelledReplication) -> None:
        self._replication = replication
        self._client = _client()
        self.exceptions = self._client.exceptions

    def describe_replications(self, *, Filters: Sequence[Any]) -> Any:  # noqa: N803 (the API's names)
        """Find it by its ARN."""
        with Stubber(self._client) as stubber:
            found = {"Replications": self._replication.look()}
            named = [{"Name": "replication-config-arn", "Values": [ARN]}]
            stubber.add_response("describe_replications", found, {"Filters": named})
            return self._client.describe_replications(Filters=Filters)

    def start_replication(self, *, ReplicationConfigArn: str, StartReplicationType: Any) -> Any:  # noqa: N803
        """Start it."""
        with Stubber(self._client) as stubber:
            told = {"ReplicationConfigArn": ARN, "StartReplicationType": StartReplicationType}
            stubber.add_response("start_replication", {}, told)
            self._replication.start(StartReplicationType)
            return self._client.start_replication(
                ReplicationConfigArn=ReplicationConfigArn, StartReplicationType=StartReplicationType
            )

    def stop_replication(self, *, ReplicationConfigArn: str) -> Any:  # noqa: N803
        """Stop it."""
        with Stubber(self._client) as stubber:
            stubber.add_response("stop_replication", {}, {"ReplicationConfigArn": ARN})
            self._replication.stop()
            return self._client.stop_replication(ReplicationConfigArn=ReplicationConfigArn)
