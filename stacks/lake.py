"""The lake: curated tables, the jobs that fill them, what starts the jobs, and where people ask."""

import math

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from domain.lake.tables import TABLES
from stacks.config import Config
from stacks.constructs.curated import Curated
from stacks.constructs.dead_letters import DeadLetters
from stacks.constructs.failed_objects import FailedObjects
from stacks.constructs.job import Job
from stacks.constructs.job_code import packages
from stacks.constructs.lifetime import lifetime_id
from stacks.constructs.quality import Quality
from stacks.constructs.questions import Questions
from stacks.constructs.upkeep import Upkeep
from stacks.consumers import ConsumersStack
from stacks.events import EventsStack
from stacks.jobs import JOBS, Around
from stacks.starts import start_by_arrival, start_by_the_clock
from stacks.storage import StorageStack
from stacks.stream import StreamStack


class LakeStack(Stack):
    """Raw becomes tables within the hour, and at night a report for each store."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        config: Config,
        storage: StorageStack,
        stream: StreamStack,
        consumers: ConsumersStack,
        events: EventsStack,
    ) -> None:
        super().__init__(scope, construct_id)
        self.namespace = config.namespace
        self.curated = self._curated(config, storage)
        self._failed(storage)
        Upkeep(self, "Upkeep", curated=self.curated, tables=self.curated.tables, enabled=config.nightly)
        ledgers = {consumer.name: consumer.table for consumer in consumers.ledgers}
        around = Around(storage=storage, stream=stream, ledgers=ledgers, bus=events.bus)
        self.arguments = self._arguments(config, around)
        self.jobs = self._jobs(config, around)
        self.dead_letters = DeadLetters(self, "NotStarted")
        start_by_arrival(self, self.jobs, storage, self.dead_letters)
        start_by_the_clock(self, self.jobs, config, self.dead_letters)
        self.quality = self._quality(config)
        self.questions = self._questions(storage)
        self._outputs()

    def _curated(self, config: Config, storage: StorageStack) -> Curated:
        return Curated(
            self,
            "Curated",
            name=f"sluice_{config.environment}_lake_{lifetime_id()}",
            bucket=storage.curated,
            key=storage.key,
            retain=config.retain_data,
        )

    def _failed(self, storage: StorageStack) -> None:
        FailedObjects(
            self,
            "Failed",
            database=self.curated.database,
            schema=self.curated.name,
            quarantine=storage.quarantine,
            failures=storage.failures,
        )

    def _jobs(self, config: Config, around: Around) -> dict[str, Job]:
        code = packages(self)
        jobs = {}
        for row in JOBS:
            job = Job(
                self,
                row.name,
                config=config,
                packages=code,
                size=row.size(config),
                arguments=self.arguments,
            )
            self.curated.grant_find_database(job.role)
            self.curated.grant_read(job.role, *TABLES)
            self.curated.grant_write(job.role, *row.writes)
            row.may(job.role, around)
            job.job.node.add_dependency(self.curated)
            jobs[row.name] = job
        return jobs

    def _arguments(self, config: Config, around: Around) -> dict[str, str]:
        """What the scripts in `jobs` ask for."""
        ledgers = (f"{name}={table.table_name}" for name, table in around.ledgers.items())
        return {
            "--conf": self.curated.spark_settings(self.curated.name),
            "--BUS": around.bus.event_bus_name,
            "--CURATED_BUCKET": around.storage.curated.bucket_name,
            "--DATABASE": self.curated.name,
            "--DELIVERY_STREAM": around.stream.archive.delivery.delivery_stream_name,
            "--LANDING_BUCKET": around.storage.landing.bucket_name,
            "--LEDGERS": ",".join(ledgers),
            "--METRICS_NAMESPACE": config.namespace,
            "--QUARANTINE_BUCKET": around.storage.quarantine.bucket_name,
            "--RAW_BUCKET": around.storage.raw.bucket_name,
            "--SETTLE_MINUTES": str(math.ceil(config.profile.delivery_seconds / 60)),
            "--STREAM": around.stream.stream.stream_name,
        }

    def _quality(self, config: Config) -> Quality:
        return Quality(
            self,
            "Quality",
            curated=self.curated,
            hour=config.close_hour,
            enabled=config.nightly,
            dead_letters=self.dead_letters,
        )

    def _questions(self, storage: StorageStack) -> Questions:
        return Questions(
            self,
            "Questions",
            database=self.curated.database.database_name,
            answers=storage.answers,
            key=storage.key,
        )

    def _outputs(self) -> None:
        CfnOutput(self, "Database", value=self.curated.database.database_name)
        CfnOutput(self, "WorkGroup", value=self.questions.ref)
        for job in self.jobs.values():
            CfnOutput(self, f"{job.node.id}Job", value=job.job.ref)
