"""What a deployed environment keeps of its failures, and the ways back into it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from domain import CONSUMERS, EVENT
from lambdas.core.error_codes import code_of
from lambdas.core.replay.kinesis_writer import KinesisWriter
from sluice.cloud import DeployedStack, client, find_stack, stack_name
from sluice.failures.channels import Channels, RedriveSender
from sluice.failures.corrections import Corrections
from sluice.failures.failure import (
    ALL_FAILURES,
    Failure,
    Filters,
    RecoveryState,
    group_occurrences,
    select_by_id,
)
from sluice.failures.ledgers import LedgerDigests
from sluice.failures.objects import FailureWindow, TimedObjects
from sluice.failures.occurrence import Occurrence
from sluice.failures.recoveries import Recoveries
from sluice.failures.sources import ARCHIVE, read_given_up, read_not_archived, read_quarantined
from sluice.pace import Pace
from sluice.stacks import resources, stacks

if TYPE_CHECKING:
    from types_boto3_lambda import LambdaClient

MOST_NAMED = 20
NAMES = ("CONSUMER", "POWERTOOLS_SERVICE_NAME")
NOT_THERE = "ResourceNotFoundException"


@dataclass(frozen=True, slots=True)
class Functions:
    """The functions' environments, each read once."""

    functions: "LambdaClient"
    known: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def consumer_of(self, arn: str) -> str:
        """Return the consumer that a function is; one that isn't there any more goes by its own name."""
        return self.service_of(arn) or arn.split(":function:")[-1]

    def service_of(self, function: str) -> str | None:
        """Return the name under which a function refuses and gives up, if it has one."""
        attributes = self._environment(function)
        return next((attributes[name] for name in NAMES if name in attributes), None)

    def ledger_of(self, function: str) -> tuple[str, str] | None:
        """Return a consumer and its ledger's table, if the function keeps one."""
        table = self._environment(function).get("LEDGER_TABLE")
        return (self.consumer_of(function), table) if table else None

    def _environment(self, function: str) -> Mapping[str, str]:
        if function not in self.known:
            self.known[function] = self._fetch(function)
        return self.known[function]

    def _fetch(self, function: str) -> Mapping[str, str]:
        try:
            attributes = self.functions.get_function_configuration(FunctionName=function)
        except ClientError as error:
            if code_of(error) != NOT_THERE:
                raise
            return {}
        return attributes.get("Environment", {}).get("Variables", {})


@dataclass(frozen=True, slots=True)
class FailureCatalog:
    """The quarantine, the failure archive, and the errors of the delivery in the raw bucket."""

    quarantine: TimedObjects
    failures: TimedObjects
    raw: TimedObjects
    functions: Functions
    recoveries: Recoveries

    def within(self, window: FailureWindow) -> list[Failure]:
        """Return what failed in a window, whatever failed last coming last; raises UnreadableObject."""
        found = group_occurrences(each for each in self._occurrences(window) if window.holds(each.failed_at))
        known = self.recoveries.read(found)
        failures = [Failure(name, each, known.get(name, RecoveryState())) for name, each in found.items()]
        return sorted(failures, key=_last_time)

    def _occurrences(self, window: FailureWindow) -> Iterator[Occurrence]:
        return chain(
            read_quarantined(self.quarantine, window),
            read_given_up(self.failures, window, self.functions.consumer_of),
            read_not_archived(self.raw, window),
        )


def _last_time(failure: Failure) -> tuple[datetime, datetime]:
    """Sort failures; of a batch that was given up whole the records keep their order."""
    return failure.last.failed_at, failure.first.arrived_at


@dataclass(frozen=True)
class FailureDeployment:
    """The failures of an environment; whatever can't be found raises NotDeployed."""

    environment: str

    def find(self, window: FailureWindow, filters: Filters = ALL_FAILURES) -> list[Failure]:
        """Return the failures of a window that match, the last to fail last.

        Raise UnreadableObject, or InvalidOption for a filter that nothing can match.
        """
        failures = self.archive.within(window)
        chosen = filters.select(failures)
        if not chosen:
            self.require_known(filters, failures)
        return chosen

    def require_known(self, filters: Filters, failures: Sequence[Failure]) -> None:
        """Raise InvalidOption for a filter that nothing can match; these are all failures of a window."""
        filters.require_known(failures, self._consumers())

    def explain_nothing(self, window: FailureWindow, filters: Filters) -> str:
        """Say that nothing failed; of a partition, which nobody can know for one, where something did."""
        failed = sorted({each.identity.partition or "?" for each in self.find(window)})
        if filters.partition is None or not failed or filters.partition in failed:
            return "nothing failed"
        noun = EVENT.partition_noun
        named = ", ".join(failed[:MOST_NAMED]) + ("; …" if len(failed) > MOST_NAMED else "")
        return f"nothing failed of {noun} {filters.partition}; there are failures of {noun} {named}"

    def _consumers(self) -> Iterator[str]:
        """Yield whoever may have refused something or given it up: functions by their service, and jobs."""
        yield from (*(each.name for each in CONSUMERS), ARCHIVE)
        yield from (folder.strip("/") for folder in self.archive.quarantine.folders(""))
        cloudformation = client("cloudformation")
        for stack in stacks(cloudformation, self.environment):
            for function in resources(cloudformation, stack, "AWS::Lambda::Function").values():
                if service := self.functions.service_of(function):
                    yield service

    def select_by_id(self, ids: Sequence[str], window: FailureWindow) -> list[Failure]:
        """Return the failures of these ids, or of what they begin with; raises
        InvalidOption or UnreadableObject."""
        return select_by_id(self.find(window), ids)

    @cached_property
    def archive(self) -> FailureCatalog:
        """Everything that failed."""
        storage = self._stack("Storage")
        s3 = client("s3")
        return FailureCatalog(
            quarantine=TimedObjects(s3, storage["QuarantineBucket"]),
            failures=TimedObjects(s3, storage["FailuresBucket"]),
            raw=TimedObjects(s3, storage["RawBucket"]),
            functions=self.functions,
            recoveries=self.recoveries,
        )

    @property
    def oldest_day(self) -> date:
        """The oldest day that the stream's consumers take."""
        return date.fromisoformat(self._stack("Storage")["OldestDay"])

    @cached_property
    def functions(self) -> Functions:
        """The functions' environments."""
        return Functions(client("lambda"))

    @cached_property
    def recoveries(self) -> Recoveries:
        """The attempts to send failures back."""
        return Recoveries(client("dynamodb"), self._stack("Storage")["RecoveriesTable"])

    @property
    def corrections(self) -> Corrections:
        """What operators have said of which payload is right."""
        return Corrections(client("s3"), self._stack("Storage")["RawBucket"])

    @cached_property
    def ledgers(self) -> LedgerDigests:
        """The ledgers, which say what was applied."""
        return LedgerDigests(client("dynamodb"), dict(self._ledgers()))

    def sender(self, rate: float) -> RedriveSender:
        """Return what sends back, at so many records a second."""
        stream = KinesisWriter(client("kinesis"), self._stack("Stream")["StreamName"])
        channels = Channels(stream, client("sqs"), client("lambda"))
        return RedriveSender(self.recoveries, channels, Pace(rate))

    def _ledgers(self) -> Iterator[tuple[str, str]]:
        if find_stack(client("cloudformation"), self.environment, "Consumers") is None:
            return
        stack = stack_name(self.environment, "Consumers")
        for function in resources(client("cloudformation"), stack, "AWS::Lambda::Function").values():
            if found := self.functions.ledger_of(function):
                yield found

    def _stack(self, capability: str) -> DeployedStack:
        return DeployedStack(client("cloudformation"), self.environment, capability)
