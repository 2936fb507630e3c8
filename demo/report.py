"""What the page and the terminal show of a run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contracts.scenario import MessageKind
from demo.act import Act
from demo.acts import LeftOut
from demo.chart import Chart, chart
from demo.check import Check
from demo.crashes import Crash
from demo.demo_run import DemoRun
from demo.deployment import Deployment
from demo.drawing import Drawing, draw
from demo.flow import arrows, counts, nodes, parted
from demo.message import name_of
from demo.recorder import Recorder
from demo.report_rows import CrashRow, RefusedGroup, crash_row, refused, span, violations
from demo.section import Section
from demo.tally import Tally, tallies
from domain import EVENT
from twin.graph import flow


@dataclass(frozen=True, kw_only=True)
class DemoReport:
    """Everything that is shown, ready to be laid out; `seconds` are those of every phase, by its title."""

    ok: bool
    headline: str
    summary: str
    tallies: Sequence[Tally]
    checks: Sequence[Check]
    violations: Sequence[str]
    flows: Mapping[str, Drawing]
    charts: Sequence[Chart]
    sections: Sequence[Section]
    refused: Sequence[RefusedGroup]
    crashes: Sequence[CrashRow]
    written_twice: int
    left_out: Sequence[str]
    command: str
    origin: str
    seconds: Mapping[str, float]


def report_of(run: DemoRun, acts: Sequence[Act], left_out: Sequence[LeftOut]) -> DemoReport:
    """Return everything that is shown of a run that is over."""
    found, recorder, wrong = run.reconciliation, run.record.recorder, wrong_of(run, acts)
    graph = flow(run.twin.app.assembly)
    drawn = nodes(graph, len({message.partition for message in found.sent}))
    moved = counts(run.deployment, found, run.record, [act.flows(run) for act in acts])
    pictured = parted(drawn, arrows(graph, moved, run.deployment.unplayed))
    origins = {origin: ids for act in acts for origin, ids in act.origins().items()}
    return DemoReport(
        ok=not wrong,
        headline=headline(wrong, is_applied=bool(found.audits)),
        summary=summary(run),
        tallies=tallies(found, {name_of(each.data) for each in run.source}, origins),
        checks=[*found.checks(), *(check for act in acts if act.outcome for check in act.outcome.checks())],
        violations=list(violations(wrong)),
        flows={title: draw(drawn, part) for title, part in pictured.items() if part},
        charts=charts(run.deployment, found.crashes, recorder),
        sections=[section for act in acts for section in act.sections()],
        refused=refused(found.refused.values()),
        crashes=[crash_row(crash, run.deployment, recorder) for crash in found.crashes],
        written_twice=found.written_twice,
        left_out=[f"{each.act.name} ({each.why})" for each in left_out],
        command=run.options.command,
        origin="" if run.options.events else run.scenario.data,
        seconds=run.terminal.seconds_by_title,
    )


def wrong_of(run: DemoRun, acts: Iterable[Act]) -> dict[str, Sequence[str]]:
    """Return all that must not be, and its names."""
    found: dict[str, Sequence[str]] = {**run.reconciliation.wrong}
    for act in acts:
        found |= act.outcome.wrong if act.outcome else {}
    return {what: names for what, names in found.items() if names}


def figures_of(run: DemoRun, acts: Sequence[Act], report: DemoReport) -> dict[str, object]:
    """Return what demo.json holds."""
    play_seconds, found = run.terminal.seconds["play"], run.reconciliation
    figures: dict[str, object] = {"ok": report.ok, **found.figures()}
    for act in acts:
        figures |= act.outcome.figures() if act.outcome else {}
    return {
        **figures,
        "play_seconds": round(play_seconds, 2),
        "events_per_second": round(len(found.accepted) / play_seconds, 1),
        "seconds": {name: round(seconds, 2) for name, seconds in run.terminal.seconds.items()},
        "sums": [tally.text for tally in report.tallies],
        "checks": [vars(check) for check in report.checks],
        "wrong": wrong_of(run, acts),
    }


def headline(wrong: Mapping[str, Sequence[str]], *, is_applied: bool = True) -> str:
    """Say in one line how it went: where no ledger applies anything, raw keeps it."""
    if not wrong:
        return f"Every {EVENT.noun} accepted {'counts exactly once' if is_applied else 'is in raw'}."
    found = ", ".join(f"{what} ({len(names):,})" for what, names in wrong.items())
    return f"The promise was broken: {found}."


def summary(run: DemoRun) -> str:
    """Say what was played, and what went wrong on purpose."""
    found = run.reconciliation
    sent_at = [message.sent_at for message in found.sent if message.kind is MessageKind.EVENT]
    kinds = found.expectation.kinds
    mixed_in = {
        "sent again": kinds[MessageKind.DUPLICATE],
        "broken": kinds[MessageKind.BROKEN],
        "contradicting": kinds[MessageKind.CONFLICT],
        "crashes": len(found.crashes),
    }
    faults = ", ".join(f"{count:,} {what}" for what, count in mixed_in.items())
    broken = f"Mixed in: {faults}." if any(mixed_in.values()) else "Nothing was broken on purpose."
    return (
        f"{len(run.source):,} {EVENT.nouns} of {span(min(sent_at), max(sent_at))} went through the template "
        f"that cdk deploy sends to AWS, in {run.terminal.seconds['play']:.0f} seconds. {broken}"
    )


def charts(deployment: Deployment, crashes: Iterable[Crash], recorder: Recorder) -> list[Chart]:
    """Return throughput and age over time, of who reads the events."""
    named = deployment.consumers
    crashed = [(crash.at - recorder.began, deployment.consumer_of(crash.function)) for crash in crashes]
    return [
        chart("Records a second", "a second", recorder.throughput(named)),
        chart("Age of the oldest waiting record", "s", recorder.age(named), crashed),
    ]
