"""Alarms on the role that deletes from raw."""

from collections.abc import Iterator

from stacks.alarms.alarm_spec import AlarmSpec, Urgency
from stacks.constructs.storage.break_glass_uses import BreakGlassUses
from stacks.metrics import metric_messages


def define_alarms(uses: BreakGlassUses) -> Iterator[AlarmSpec]:
    """Yield the alarms on uses of the role, and on notices of them that EventBridge gave up."""
    yield AlarmSpec(
        name="BreakGlassUsed",
        fault="The break-glass role was assumed, or versions of objects were deleted from raw.",
        urgency=Urgency.PAGE,
        runbook="break-glass-used",
        metric=metric_messages(uses.queue),
    )
    yield AlarmSpec(
        name="BreakGlassUndelivered",
        fault="A notice of a use of the break-glass role could not be delivered, and was given up.",
        urgency=Urgency.PAGE,
        runbook="break-glass-used",
        metric=metric_messages(uses.undelivered),
    )
