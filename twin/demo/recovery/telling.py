"""The recovery as the page tells it."""

from collections.abc import Sequence
from dataclasses import dataclass

from twin.demo.recovery.recovered import Recovered


@dataclass(frozen=True)
class Typed:
    """A command line, and how long it took."""

    line: str
    seconds: float


@dataclass(frozen=True)
class Story:
    """What happened in a few sentences, one repaired record before and after, and what was typed."""

    failed: str
    replayed: str
    rebuilt: str
    before: str
    after: str
    typed: Sequence[Typed]


def story(recovered: Recovered) -> Story:
    """Say how everything came back."""
    return Story(
        failed=_failed(recovered),
        replayed=_replayed(recovered),
        rebuilt=_rebuilt(recovered),
        before=recovered.repaired.before,
        after=recovered.repaired.after,
        typed=[Typed(ran.typed, ran.seconds) for ran in recovered.ran],
    )


def _failed(recovered: Recovered) -> str:
    redriven, repaired = recovered.redriven, len(recovered.repaired.sales)
    return (
        f"A function stumbled over {redriven.records:,} records, each time they came, until Lambda gave them "
        f"up. They lay whole in the failure archive; once the function was mended they were redriven, and a "
        f"second redrive found {redriven.again:,}. {repaired:,} quarantined sales were repaired by recipe "
        f"and sent under their own ids; the originals stay."
    )


def _replayed(recovered: Recovered) -> str:
    replay = recovered.replay
    return (
        f"Then everything that the raw bucket holds went back onto the stream, {replay.records:,} records in "
        f"{replay.seconds:.0f} s, while {replay.live:,} new sales came in. The replay was killed on the way "
        f"and went on where it was. It left out {replay.left_out:,} records that had been refused, and "
        f"changed {len(replay.changes):,} rows, shelves, orders and refusals."
    )


def _rebuilt(recovered: Recovered) -> str:
    rebuilt = recovered.rebuilt
    return (
        f"At last the raw bucket was folded into fresh tables beside the live ones: {rebuilt.rows:,} rows "
        f"compared, {len(rebuilt.differences):,} differences."
    )
