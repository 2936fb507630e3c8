"""What is to be done about failures, and what became of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sluice.command import DONE, FAILED
from sluice.failures.failure import Failure
from sluice.failures.outgoing import Outgoing
from sluice.failures.recoveries import Recoveries
from sluice.failures.recovery import PARKED
from sluice.failures.sending import Sender, Tally
from sluice.failures.ways import Fate
from sluice.showing import followed


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes back, what doesn't and why, and what has failed too often."""

    outgoing: Sequence[Outgoing]
    left_out: Sequence[tuple[Failure, str]]
    exhausted: Sequence[Failure]

    def carried_out(self, recoveries: Recoveries, sender: Sender) -> "Done":
        """Park what has failed too often, and send the rest."""
        for each in self.exhausted:
            recoveries.park(each.id, by="cap")
        return Done(self, followed(sender.send(self.outgoing), "sending", len(self.outgoing)))

    @property
    def figures(self) -> dict[str, Any]:
        """For programs."""
        return {
            "records": len(self.outgoing),
            "failures": sum(len(each.failures) for each in self.outgoing),
            "left_out": [{"id": each.id, "why": why} for each, why in self.left_out],
            "parked": [each.id for each in self.exhausted],
        }

    def told(self, rate: float) -> Iterator[str]:
        """For people, before anything is done."""
        yield from self.stays()
        seconds = len(self.outgoing) / rate
        yield f"{self.going()} would be sent, in {seconds:,.0f} s at {rate:g} a second: say --apply"

    def stays(self) -> Iterator[str]:
        """What doesn't go, and why."""
        for each, why in self.left_out:
            yield f"{each.id} stays: {why}"
        for each in self.exhausted:
            yield f"{each.id} has failed too often: it is parked"

    def going(self) -> str:
        """How much goes."""
        return f"{len(self.outgoing):,} records of {self.figures['failures']:,} failures"


@dataclass(frozen=True, slots=True)
class Done:
    """A plan that was carried out."""

    plan: Plan
    tally: Tally

    @property
    def code(self) -> int:
        """0 if all of it went."""
        return DONE if set(+self.tally) <= {Fate.SENT.value} else FAILED

    @property
    def figures(self) -> dict[str, Any]:
        """For programs."""
        outcomes = {name.replace(" ", "_"): number for name, number in (+self.tally).items()}
        return self.plan.figures | {"sent": 0} | outcomes

    def told(self) -> Iterator[str]:
        """For people."""
        yield from self.plan.stays()
        did = ", ".join(f"{number:,} {name}" for name, number in (+self.tally).items())
        yield f"{self.plan.going()}: {did or 'nothing to send'}"


def exhausted(failures: Iterable[Failure], cap: int) -> list[Failure]:
    """Return what has just used up its attempts: it is to be parked."""
    return [each for each in failures if each.recovery.state != PARKED and each.state_under(cap) == PARKED]
