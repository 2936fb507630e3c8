"""A deployment kept at work, with what stands in for others, and nothing sent or broken."""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from demo.act import Act
from demo.options import DOMAIN, Options
from demo.terminal import Terminal
from twin.deploy import Twin, deployed
from twin.lake.runs import glue_runs
from twin.movers import data_plane
from twin.plane.faults import NoFaults
from twin.plane.observations import unobserved
from twin.push.endpoint import METHOD, push_server


@contextmanager
def deployed_scenario(options: Options, terminal: Terminal, acts: Sequence[Act]) -> Iterator[Twin]:
    """Deploy, with what stands in for others in these acts, and run jobs whenever they are started."""
    with ExitStack() as stack:
        say = stack.enter_context(terminal.steps())
        stand_ins = [stack.enter_context(act.stand_ins()) for act in acts]
        parameters = {name: value for given in stand_ins for name, value in given.items()}
        twin = stack.enter_context(
            deployed(
                environment=options.environment,
                port=options.port,
                workspace=options.workspace,
                say=say,
                parameters=parameters,
                context={"domain": DOMAIN or "."},
            )
        )
        engine = options.engine_at(twin.emulator.endpoint)
        stack.enter_context(glue_runs(twin, engine, options.workspace / "jobs"))
        yield twin


@contextmanager
def serve_push(twin: Twin) -> Iterator[str | None]:
    """Serve the push endpoint, if the environment has one; yield where events are posted."""
    if not twin.app.resources(METHOD):
        yield None
        return
    with push_server(twin) as server:
        yield server.url


def keep_at_work(options: Options, terminal: Terminal, acts: Sequence[Act]) -> None:
    """Deploy, move whatever comes until Ctrl-C, and say how to reach it; no interval is waited for."""
    began = time.perf_counter()
    with deployed_scenario(options, terminal, acts) as twin, serve_push(twin) as url:
        plane = data_plane(twin, faults=NoFaults(), observe=unobserved, stops_at_denials=False)
        plane.start()
        plane.hasten()
        try:
            terminal.say(f"Up in {time.perf_counter() - began:.1f} s.")
            terminal.wait(twin.emulator.endpoint, url)
        finally:
            plane.stop()
