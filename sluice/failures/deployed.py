"""What a deployed environment keeps of its failures, and the ways back into it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from lambdas.core.replay.putting import Stream
from sluice.cloud import Stack, client, stack_name
from sluice.failures.archive import Archive
from sluice.failures.failure import Failure
from sluice.failures.filters import EVERYTHING, Filters, chosen
from sluice.failures.functions import Functions
from sluice.failures.ledgers import Ledgers
from sluice.failures.objects import Objects, Window
from sluice.failures.recoveries import Recoveries
from sluice.failures.sending import Sender
from sluice.failures.ways import Ways
from sluice.pace import Pace
from sluice.stacks import resources


@dataclass(frozen=True)
class Deployed:
    """An environment by its name; whatever can't be found raises NotDeployed."""

    environment: str

    def find(self, window: Window, asked: Filters = EVERYTHING) -> list[Failure]:
        """Return what is asked for of a window, whatever failed last coming last; raises Unreadable."""
        return asked.of(self.archive.within(window))

    def named(self, ids: Sequence[str], window: Window) -> list[Failure]:
        """Return the failures of these ids, or of what they begin with; raises Unclear or Unreadable."""
        return chosen(self.find(window), ids)

    @cached_property
    def archive(self) -> Archive:
        """Everything that failed."""
        storage = self._stack("Storage")
        s3 = client("s3")
        return Archive(
            quarantine=Objects(s3, storage["QuarantineBucket"]),
            failures=Objects(s3, storage["FailuresBucket"]),
            raw=Objects(s3, storage["RawBucket"]),
            functions=self.functions,
            recoveries=self.recoveries,
        )

    @cached_property
    def functions(self) -> Functions:
        """The functions' environments."""
        return Functions(client("lambda"))

    @cached_property
    def recoveries(self) -> Recoveries:
        """What was done about it."""
        return Recoveries(client("dynamodb"), self._stack("Storage")["RecoveriesTable"])

    @cached_property
    def ledgers(self) -> Ledgers:
        """What was applied."""
        return Ledgers(client("dynamodb"), dict(self._ledgers()))

    def sender(self, rate: float) -> Sender:
        """The ways back, at so many records a second."""
        stream = Stream(client("kinesis"), self._stack("Stream")["StreamName"])
        ways = Ways(stream, client("sqs"), client("lambda"))
        return Sender(self.recoveries, ways, Pace(rate))

    def _ledgers(self) -> Iterator[tuple[str, str]]:
        stack = stack_name(self.environment, "Consumers")
        for function in resources(client("cloudformation"), stack, "AWS::Lambda::Function").values():
            if found := self.functions.ledger_of(function):
                yield found

    def _stack(self, capability: str) -> Stack:
        return Stack(client("cloudformation"), self.environment, capability)
