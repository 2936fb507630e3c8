"""What only the deciding functions do in the drawing: put events on the bus, and remember."""

from collections.abc import Mapping
from dataclasses import dataclass

from demo.demo_run import DemoRun
from demo.flow import Pair, pair


@dataclass(frozen=True)
class Decider:
    """A function by its service's name, the event that it puts on the bus, and the variable of its table."""

    service: str
    event: str
    table: str


def flows_of(run: DemoRun, *deciders: Decider) -> Mapping[Pair, int]:
    """Return what went from each of these functions to the bus and to its table."""
    deployment, recorder = run.deployment, run.record.recorder
    put, seen = recorder.taken(), recorder.moved()
    for (_, function), done in recorder.worked_off().items():
        seen[function] += done
    found: dict[Pair, int] = {}
    for each in deciders:
        function = deployment.services[each.service]
        found[pair(deployment, function, run.twin.app.output("BusName"))] = put[each.event]
        found[pair(deployment, function, deployment.variables[function][each.table])] = seen[function]
    return found
