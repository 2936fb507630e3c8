"""Years of history: an array of jobs on Fargate Spot, at night, into raw or onto the stream."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from aws_cdk import CfnOutput, Duration
from aws_cdk.aws_iam import PolicyStatement
from constructs import Construct

from limits.batch import FARGATE_MEMORY
from stacks.alarms import backfill as alarms
from stacks.alarms.alarm_spec import AlarmSpec
from stacks.capability import Capability, Foundation
from stacks.capability_stack import CapabilityStack
from stacks.config import Config, ConfigError
from stacks.constructs.backfill.compute import FargateCompute
from stacks.constructs.backfill.grants import grant_add_raw, grant_notes, grant_read_history
from stacks.constructs.backfill.image import job_image
from stacks.constructs.backfill.job_definition import BackfillJob
from stacks.constructs.backfill.job_notices import JobNotices
from stacks.constructs.backfill.sizes import BackfillMode, BackfillSizes
from stacks.constructs.grant import grant
from stacks.constructs.schedule import Schedule
from stacks.graphs import MetricGraph
from stacks.metrics import HOUR
from stacks.storage import LANDING

HISTORY = "history/"
PRIVATE = frozenset({"ecr.api", "ecr.dkr", "logs", "monitoring"})


@dataclass(frozen=True, kw_only=True)
class BackfillSettings(Capability):
    """The history's size, its destination, hours and compute, from which the jobs' sizes are derived."""

    name: ClassVar[str] = "Backfill"
    # The module of the domain's own that brings its files in.
    program: str
    # None: that of docker/backfill/Dockerfile, which a deploy builds.
    image_uri: str | None = None
    mode: BackfillMode = BackfillMode.RAW
    events_a_day: int = 1_000_000
    days: int = 730
    # Hours of UTC, over midnight if the second is the smaller one; both alike: always.
    off_peak_hours: tuple[int, int] = (22, 5)
    nights: int = 1
    # Of the stream mode, over all children.
    events_a_second: int = 500
    vcpu: float = 1
    memory_mebibytes: int = 2_048
    most_children: int = 100
    # It starts by itself; else an operator starts it.
    nightly: bool = True
    # The files of history are gone after so long; what they brought is in raw, for good.
    landing_days: int = 400

    @property
    def buckets(self) -> Mapping[str, int]:
        """Return the bucket of the history files."""
        return {LANDING: self.landing_days}

    @property
    def endpoints(self) -> frozenset[str]:
        """Return the services of the image and the log; S3 has a gateway of its own."""
        return PRIVATE | ({"kinesis-streams"} if self.mode is BackfillMode.STREAM else set())

    @property
    def window_hours(self) -> int:
        """Return the length of a night."""
        begins, ends = self.off_peak_hours
        return (ends - begins) % 24 or 24

    def sizes(self, config: Config) -> BackfillSizes:
        """Return the array and the chunks that the stated load makes."""
        return BackfillSizes(
            mode=self.mode,
            events=self.events_a_day * self.days,
            window_hours=self.window_hours,
            nights=self.nights,
            rate=self.events_a_second,
            vcpu=self.vcpu,
            rows_per_event=config.load.lines_per_event,
        )

    def check(self, config: Config) -> None:
        """Raise ConfigError for what AWS doesn't take, or for a history that the nights are too short for."""
        for error in (*self._out_of_range(), *self._too_much(config)):
            raise error

    def _out_of_range(self) -> Iterator[ConfigError]:
        if not all(0 <= hour <= 23 for hour in self.off_peak_hours):
            yield ConfigError("backfill.off_peak_hours", self.off_peak_hours, "hours are 0 to 23, of UTC")
        for field in ("events_a_day", "days", "nights", "events_a_second", "most_children"):
            if (value := getattr(self, field)) < 1:
                yield ConfigError(f"backfill.{field}", value, "it must be at least 1")
        if self.nights > alarms.MOST_NIGHTS:
            yield ConfigError(
                "backfill.nights", self.nights, f"an alarm looks back {alarms.MOST_NIGHTS} days"
            )
        if self.memory_mebibytes not in FARGATE_MEMORY.get(self.vcpu, ()):
            yield ConfigError(
                "backfill.memory_mebibytes",
                self.memory_mebibytes,
                f"Fargate gives {self.vcpu:g} vCPU {', '.join(map(str, FARGATE_MEMORY.get(self.vcpu, ())))}",
            )

    def _too_much(self, config: Config) -> Iterator[ConfigError]:
        sizes = self.sizes(config)
        if sizes.nights_needed > self.nights:
            limit = f"at {self.events_a_second:,} events a second it takes {sizes.nights_needed} nights"
            yield ConfigError("backfill.nights", self.nights, limit)
        if sizes.children > self.most_children or sizes.is_array_too_large:
            limit = f"{sizes.events:,} events in {self.nights} nights take {sizes.children:,} children"
            yield ConfigError("backfill.most_children", self.most_children, limit)

    def build(self, scope: Construct, construct_id: str, *, foundation: Foundation) -> CapabilityStack:
        """Add the stack."""
        return BackfillStack(scope, construct_id, settings=self, foundation=foundation)


class BackfillStack(CapabilityStack):
    """A queue, a job, and the hour at which it starts; what a night doesn't do, the next one does."""

    def __init__(
        self, scope: Construct, construct_id: str, *, settings: BackfillSettings, foundation: Foundation
    ) -> None:
        super().__init__(scope, construct_id)
        self.namespace, self.nights = foundation.config.namespace, settings.nights
        self.sizes = settings.sizes(foundation.config)
        self.compute = FargateCompute(
            self,
            "Compute",
            vpc=foundation.require_network().vpc,
            most_vcpus=max(1, round(settings.vcpu * settings.most_children)),
        )
        self.job = self._job(settings, foundation)
        self._grant(settings, foundation)
        self.notices = JobNotices(self, "Notices", queue=self.compute.queue)
        self._start_at_night(settings)
        CfnOutput(self, "BackfillQueue", value=self.compute.queue.job_queue_arn)
        CfnOutput(self, "BackfillJob", value=self.job.definition.job_definition_arn)
        CfnOutput(self, "BackfillChildren", value=str(self.sizes.children))

    def alarms(self) -> Iterator[AlarmSpec]:
        """Return the alarms of this stack."""
        return alarms.define_alarms(self)

    def graphs(self) -> Mapping[str, Sequence[MetricGraph]]:
        """Return what came of history, and what is left of it."""
        came, refused, left = (
            alarms.metric_children_count(self.namespace, name, period=HOUR).with_(label=name)
            for name in ("BackfillEvents", "BackfillRefused", alarms.CHUNKS_LEFT)
        )
        return {
            "History comes": [MetricGraph(title="Events of history", metrics=[came, refused])],
            "night by night": [MetricGraph(title="Chunks left at the end", metrics=[left])],
        }

    def _job(self, settings: BackfillSettings, foundation: Foundation) -> BackfillJob:
        return BackfillJob(
            self,
            "Job",
            config=foundation.config,
            program=settings.program,
            image=job_image(self, settings.image_uri),
            vcpu=settings.vcpu,
            memory_mebibytes=settings.memory_mebibytes,
            timeout=Duration.hours(settings.window_hours),
            environment=self._environment(settings, foundation),
        )

    def _environment(self, settings: BackfillSettings, foundation: Foundation) -> dict[str, str]:
        """What jobs/backfill/settings.py reads."""
        storage = foundation.storage
        return {
            "ARRAY_SIZE": str(self.sizes.children),
            "CHUNK_EVENTS": str(self.sizes.chunk_events),
            "CHUNK_ROWS": str(self.sizes.chunk_rows),
            "EVENTS_A_DAY": str(settings.events_a_day),
            "EVENTS_A_SECOND": str(settings.events_a_second),
            "HISTORY_BUCKET": storage.landing.bucket_name,
            "HISTORY_PREFIX": HISTORY,
            "MEMORY_MEBIBYTES": str(settings.memory_mebibytes),
            "METRICS_NAMESPACE": self.namespace,
            "MODE": settings.mode.value,
            **foundation.config.time_environment,
            "OFF_PEAK_HOURS": "-".join(f"{hour:02}" for hour in settings.off_peak_hours),
            "QUARANTINE_BUCKET": storage.quarantine.bucket_name,
            "RAW_BUCKET": storage.raw.bucket_name,
            "STREAM": foundation.stream.stream.stream_name,
            "VCPU": f"{settings.vcpu:g}",
        }

    def _grant(self, settings: BackfillSettings, foundation: Foundation) -> None:
        """Either onto the stream or into raw, never both."""
        role, storage = self.job.role, foundation.storage
        grant_read_history(role, landing=storage.landing, prefix=HISTORY)
        grant_notes(role, raw=storage.raw, quarantine=storage.quarantine, key=storage.key)
        if settings.mode is BackfillMode.STREAM:
            grant(role, "kinesis:PutRecords", on=foundation.stream.stream.stream_arn)
        else:
            grant_add_raw(role, raw=storage.raw)

    def _start_at_night(self, settings: BackfillSettings) -> None:
        """Whatever is in the history by then: a night without anything to do is over in a minute."""
        arns = [self.job.definition.job_definition_arn, self.compute.queue.job_queue_arn]
        Schedule(
            self,
            "Nightly",
            service="batch",
            action="submitJob",
            arguments=self.job.submission(self.compute.queue, children=self.sizes.children),
            policy_statements=[PolicyStatement(actions=["batch:SubmitJob"], resources=arns)],
            hour=settings.off_peak_hours[0],
            enabled=settings.nightly,
            dead_letters=self.notices.not_running,
        )
