"""Alarms on what brings events back: the manifest of what raw holds, and the replays."""

from collections.abc import Iterator

from aws_cdk.aws_cloudwatch import Stats
from aws_cdk.aws_stepfunctions import StateMachine

from stacks.alarms.alarm_spec import AlarmSpec, Urgency
from stacks.constructs.replay.manifest import Manifest
from stacks.metrics import FIVE_MINUTES, HOUR, metric_count, metric_messages


def define_manifest_alarms(manifest: Manifest) -> Iterator[AlarmSpec]:
    """Yield the alarms of the manifest; while it is behind replays of these hours wait."""
    yield AlarmSpec(
        name="ManifestFailing",
        fault="For 15 minutes objects of the raw bucket could not be entered into the manifest.",
        urgency=Urgency.TICKET,
        runbook="manifest-behind",
        metric=manifest.function.metric_errors(period=FIVE_MINUTES, statistic=Stats.SUM),
        periods=3,
    )
    yield AlarmSpec(
        name="ManifestBehind",
        fault="The manifest lacks an object of the raw bucket: its entry was given up.",
        urgency=Urgency.TICKET,
        runbook="manifest-behind",
        metric=metric_messages(manifest.dead_letters),
    )
    yield AlarmSpec(
        name="RawDamaged",
        fault="An object came into the raw bucket that nobody can read.",
        urgency=Urgency.PAGE,
        runbook="raw-damaged",
        metric=metric_count(manifest, "ObjectsBroken", period=HOUR),
    )
    yield AlarmSpec(
        name="RawOverwritten",
        fault="An object of the raw bucket was overwritten with other bytes: what it held expires in time.",
        urgency=Urgency.PAGE,
        runbook="raw-damaged",
        metric=metric_count(manifest, "ObjectsOverwritten", period=HOUR),
    )


def define_machine_alarms(machine: StateMachine) -> Iterator[AlarmSpec]:
    """Yield the alarms of executions that don't end by themselves, and leave their replay locked."""
    yield AlarmSpec(
        name="ReplayFailed",
        fault="A replay has failed, or could not send everything: it is incomplete.",
        urgency=Urgency.TICKET,
        runbook="replay-failed",
        metric=machine.metric_failed(period=FIVE_MINUTES, statistic=Stats.SUM),
    )
    yield AlarmSpec(
        name="ReplayTimedOut",
        fault="A replay ran as long as an execution may: it stands still, and keeps others from starting.",
        urgency=Urgency.TICKET,
        runbook="replay-failed",
        metric=machine.metric_timed_out(period=FIVE_MINUTES, statistic=Stats.SUM),
    )
    yield AlarmSpec(
        name="ReplayAborted",
        fault="Somebody has ended a replay's execution: it stands still, and keeps others from starting.",
        urgency=Urgency.TICKET,
        runbook="replay-failed",
        metric=machine.metric_aborted(period=FIVE_MINUTES, statistic=Stats.SUM),
    )
