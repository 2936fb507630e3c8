"""What every run does: it sends what was planned, and holds what is there against what was accepted."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack

from contracts.scenario import Amounts, ExpectedLedger, MessageKind
from demo import observed_state
from demo.act import Act
from demo.audit import Audit, ConsumerState
from demo.crashes import Crashes
from demo.demo_run import DemoRun
from demo.faults import hard
from demo.reconciliation import Reconciliation
from demo.recorder import Recorder
from demo.running_twin import RunRecord
from demo.sender import compressed

STUMBLES = 5
TICK_SECONDS = 0.2


def plan(run: DemoRun, acts: Sequence[Act]) -> None:
    """Decide what is sent, and what goes wrong: nobody stumbles if nobody redrives."""
    events = run.source
    for act in acts:
        events = act.plan(run, events)
    run.messages = run.options.messages(events)
    if run.options.breaks and "recover" in run.played:
        run.hard = hard(run.messages, STUMBLES, run.options.seed)
    run.record = RunRecord(Recorder(time.time()), _crashes(run), sent=list(run.messages))


def _crashes(run: DemoRun) -> Crashes:
    """Have every function that reads a stream die at times, and that of the first ledger there is stumble."""
    deployment, seed = run.deployment, run.options.seed
    if not run.options.breaks:
        return Crashes((), len(run.messages), seed)
    kept = [name for each in run.scenario.ledgers if (name := each.consumer.name) in deployment.ledgers]
    stumbling = {deployment.function_of(consumer): run.hard for consumer in kept[:1]}
    return Crashes(deployment.sources, len(run.messages), seed, stumbling)


def send_messages(run: DemoRun, acts: Sequence[Act]) -> None:
    """Send what is planned, with what acts do beside it, and wait until all of that is over."""
    messages, recorder = run.messages, run.record.recorder
    seconds = run.options.play_seconds(messages)
    with ExitStack() as beside:
        for act in acts:
            beside.enter_context(act.beside(run))
        with run.terminal.progress("play", len(messages)) as show, run.running.open_sender() as sender:
            for clock, due in compressed(messages, seconds):
                sender.send(due)
                show(clock, len(sender.accepted), recorder.settled(), recorder.taken().total())
                time.sleep(TICK_SECONDS)
        run.record.accept(sender.accepted, sender.accepted_at)
        with run.terminal.phase("beside", "Waiting for what came beside"):
            beside.close()
            run.running.settle()


def reconcile(run: DemoRun, acts: Sequence[Act]) -> Reconciliation:
    """Read everything, of which nothing may move any more, and return how it compares."""
    s3, deployment, expectation = run.twin.emulator.client("s3"), run.deployment, run.expectation
    quarantined = list(observed_state.quarantined(s3, deployment.quarantine))
    archived = [
        (deployment.consumer_of(function), data)
        for function, data in observed_state.archived(s3, deployment.failures)
    ]
    adjustments = adjustments_of(acts)

    def audit(ledger: ExpectedLedger) -> Audit:
        name = ledger.consumer.name
        rows = list(observed_state.ledger(run.twin.emulator.client("dynamodb"), deployment.ledgers[name]))
        kept = {each.data for each in quarantined if each.consumer == name}
        held = ConsumerState(rows, kept, {data for consumer, data in archived if consumer == name})
        return Audit(ledger, expectation, adjustments.get(name, Counter()), held)

    return Reconciliation(
        sent=list(run.record.sent),
        accepted=list(run.record.accepted),
        expectation=expectation,
        audits={
            each.consumer.name: audit(each)
            for each in run.scenario.ledgers
            if each.consumer.name in deployment.ledgers
        },
        refusing=[
            *([MessageKind.BROKEN] if deployment.consumers else []),
            *([MessageKind.CONFLICT] if deployment.ledgers else []),
        ],
        quarantined=quarantined,
        archived={data for _, data in archived},
        raw=Counter(observed_state.raw(s3, deployment.raw)),
        crashes=run.record.crashes.happened,
        written_twice=run.record.crashes.written_twice,
    )


def adjustments_of(acts: Sequence[Act]) -> Mapping[str, Amounts]:
    """Return what lies in each consumer's ledger that no event put there."""
    found: dict[str, Amounts] = {}
    for act in acts:
        for consumer, amounts in act.adjustments().items():
            found.setdefault(consumer, Counter()).update(amounts)
    return found
