"""The demo, phase by phase."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain

from demo.act import Act, Phase, RunStage
from demo.acts import LeftOut, choose_acts, leave_out, phases_of
from demo.base_phases import plan, reconcile, send_messages
from demo.capabilities import capabilities_of
from demo.demo_run import DemoRun
from demo.live import deployed_scenario, serve_push
from demo.options import Options
from demo.page import page
from demo.report import figures_of, report_of
from demo.running_twin import running_twin
from demo.terminal import Terminal, Timings
from domain import EVENT
from twin.deploy import Twin, enforce
from twin.permissions.names import ReaderNames
from twin.permissions.revocation import without_one

BASE = 8
"""Phases that every run has: read, four of the deployment, send, wait, reconcile."""


def demo(options: Options, terminal: Terminal) -> bool:
    """Run it all, write demo.json and demo.html, and say whether the promise held."""
    acts, capabilities = choose_acts(options), capabilities_of(options.environment)
    left_out = leave_out(acts, options.without, capabilities, options.first_day)
    played = _played(acts, left_out)
    phases = phases_of(played, capabilities)
    timings = Timings(options.build / "demo-seconds.json", options.arguments)
    terminal.count_phases(BASE + len(phases))
    for line in announcement(options.environment, played, left_out):
        terminal.say(line)
    terminal.say(f"{BASE + len(phases)} phases; {timings.summarize()}.")
    with terminal.phase("read", f"Reading the {EVENT.nouns}"):
        source = options.source()
    there = [act for act in acts if act.needs <= capabilities]
    with deployed_scenario(options, terminal, there) as twin, ExitStack() as until_end:
        run = DemoRun(
            options=options,
            terminal=terminal,
            twin=_permitted(options, twin, terminal),
            played=frozenset(act.name for act in played),
            source=source,
            until_end=until_end,
        )
        with ExitStack() as at_work:
            good = _play(run, played, left_out, phases, at_work)
            timings.keep(terminal.seconds)
            if options.keep:
                run.running.stay()
                with serve_push(twin) as url:
                    terminal.wait(twin.emulator.endpoint, url)
        until_end.close()
    return good


def announcement(environment: str, played: Sequence[Act], left_out: Sequence[LeftOut]) -> Iterator[str]:
    """Yield the lines that say what will be played, and what will not and why."""
    names = ", ".join(act.name for act in played) or "nothing"
    yield f"Deploys {environment}, then plays {names}."
    for each in left_out:
        yield f"Left out: {each.act.name}, {each.why}"


def _played(acts: Sequence[Act], left_out: Sequence[LeftOut]) -> list[Act]:
    gone = {each.act.name for each in left_out}
    return [act for act in acts if act.name not in gone]


def _permitted(options: Options, twin: Twin, terminal: Terminal) -> Twin:
    """Take one grant away if that is asked for."""
    if options.revoke is None:
        return twin
    policies, grant = without_one(twin.policies, options.revoke)
    terminal.say(f"Taken away: {ReaderNames(twin.app).of(grant.id)}")
    changed = replace(twin, policies=policies)
    enforce(changed)
    return changed


def _play(
    run: DemoRun,
    acts: Sequence[Act],
    left_out: Sequence[LeftOut],
    phases: Sequence[Phase],
    at_work: ExitStack,
) -> bool:
    """Play every phase, and leave the results; what moves records ends with `at_work` if the twin is kept."""
    plan(run, acts)
    _perform(run, phases, RunStage.PREPARE)
    services = run.deployment.services
    resting = {services[name] for each in left_out for name in each.act.services if name in services}
    run.running = at_work.enter_context(running_twin(run.twin, run.deployment, run.record, resting))
    _perform(run, phases, RunStage.START)
    run.record.recorder.begin()
    send_messages(run, acts)
    _perform(run, phases, RunStage.BRING)
    run.record.recorder.closed = True
    _perform(run, phases, RunStage.REDRIVE, RunStage.CLOSE)
    with run.terminal.phase("reconcile", "Reconciling"):
        run.reconciliation = reconcile(run, acts)
    _perform(run, phases, RunStage.EXAMINE, RunStage.REPAIR, RunStage.RECOVER, RunStage.COMPARE)
    if not run.options.keep:
        at_work.close()
    _perform(run, phases, RunStage.REVIEW)
    return _conclude(run, acts, left_out)


def _perform(run: DemoRun, phases: Sequence[Phase], *moments: RunStage) -> None:
    """Play the phases of some moments."""
    for phase in phases:
        if phase.at in moments:
            with run.terminal.phase(phase.name, phase.title):
                phase.perform(run)


def _conclude(run: DemoRun, acts: Sequence[Act], left_out: Sequence[LeftOut]) -> bool:
    """Write the figures and the pages, print the reconciliation, and say whether the promise held."""
    report, build = report_of(run, acts, left_out), run.options.build
    figures = json.dumps(figures_of(run, acts, report), indent=2) + "\n"
    files: dict[str, Mapping[str, str]] = {
        "figures": {"demo.json": figures},
        "page": {"demo.html": page(report)},
    }
    for act in acts:
        files |= act.files(run)
    for name, text in chain.from_iterable(texts.items() for texts in files.values()):
        (build / name).parent.mkdir(parents=True, exist_ok=True)
        (build / name).write_text(text)
    lines = [
        *(tally.text for tally in report.tallies),
        *report.violations,
        *(f"{what:<8} {build / next(iter(texts))}" for what, texts in files.items()),
    ]
    run.terminal.conclude(report.headline, report.checks, lines, good=report.ok)
    return report.ok
