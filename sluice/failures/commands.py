"""`sluice failures`: what failed, and how it comes back."""

from typing import Annotated

import typer
from typer import Argument, Option

from domain import EVENT
from sluice.columns import columns
from sluice.command import Environment, Json, emit, one_line
from sluice.failures import render
from sluice.failures.correct import correct
from sluice.failures.deployment import FailureDeployment
from sluice.failures.failure import Filters
from sluice.failures.objects import read_window
from sluice.failures.redrive import redrive
from sluice.failures.repair import repair
from sluice.options import Consumer, Limit, Partition, Reason, Since, State, Until, examples
from sluice.time_options import InvalidOption

By = Annotated[str, Option(metavar="WHAT", help=f"{', '.join(render.COUNTABLE)}.")]

app = typer.Typer(no_args_is_help=True, help="What was refused or given up: find it, mend it, send it back.")


@app.command(
    "list",
    epilog=examples("failures list prod --since 2017-12-22", "failures list prod --state waiting --json"),
)
def list_failures(
    environment: Environment,
    reason: Reason = None,
    consumer: Consumer = None,
    partition: Partition = None,
    since: Since = None,
    until: Until = None,
    state: State = None,
    limit: Limit = None,
    as_json: Json = False,
) -> None:
    """List what was refused or given up, each record once, what failed last at the end."""
    with one_line():
        filters = Filters(reason=reason, consumer=consumer, partition=partition, state=state)
        deployment, window = FailureDeployment(environment), read_window(since, until)
        failures = deployment.find(window, filters)[:limit]
        lines = render.render_list(failures) if failures else [deployment.explain_nothing(window, filters)]
        emit([each.figures() for each in failures], *lines, as_json=as_json)


@app.command(epilog=examples("failures count prod --by reason --state waiting"))
def count(
    environment: Environment,
    by: By = "reason",
    reason: Reason = None,
    consumer: Consumer = None,
    partition: Partition = None,
    since: Since = None,
    until: Until = None,
    state: State = None,
    as_json: Json = False,
) -> None:
    """Count what was refused or given up; a record that two consumers failed at counts for each."""
    with one_line():
        if by not in render.COUNTABLE:
            raise InvalidOption(f"--by is {by}: it is one of {', '.join(render.COUNTABLE)}")
        filters = Filters(reason=reason, consumer=consumer, partition=partition, state=state)
        deployment, window = FailureDeployment(environment), read_window(since, until)
        counts = render.count_by(deployment.find(window, filters), by)
        rows = [(number, name) for name, number in counts.most_common()]
        lines = columns(rows) if rows else [deployment.explain_nothing(window, filters)]
        emit(dict(counts), *lines, as_json=as_json)


@app.command(
    epilog=examples("failures show prod 4f1c09"),
    help=f"Show all that is known of a failure, and whether its {EVENT.noun} was applied meanwhile.",
)
def show(
    environment: Environment,
    failure: Annotated[str, Argument(metavar="ID", help="Or what it begins with.")],
    since: Since = None,
    until: Until = None,
    as_json: Json = False,
) -> None:
    """Show all that is known of a failure, and whether its event was applied meanwhile."""
    with one_line():
        deployment = FailureDeployment(environment)
        [one] = deployment.select_by_id([failure], read_window(since, until))
        identity = one.identity
        applied = {}
        if identity.event_id and identity.partition:
            key = EVENT.split(identity.partition, identity.event_id)
            applied = deployment.ledgers.digests(key)
        figures = render.describe(one, applied)
        emit(figures, *render.to_text(figures), as_json=as_json)


app.command(
    epilog=examples(
        "failures repair prod --recipe quantities.toml",
        "failures repair prod --recipe quantities.toml --apply",
    ),
    help=f"Mend refused records as a recipe says, and send them back under the same {EVENT.noun} id.",
)(repair)
app.command(
    epilog=examples(
        "failures correct prod 4f1c09 --reason 'counted again by hand'",
        "failures correct prod 4f1c09 --reason 'the first was right' --payload first.json --apply",
    ),
    help=f"Say which payload of a {EVENT.noun} is right: every ledger, the lake and the report follow.",
)(correct)
app.command(
    epilog=examples(
        "failures redrive prod",
        "failures redrive prod --consumer inventory --apply",
        "failures redrive prod --quarantined --reason unknown_version --apply --rate 50",
    ),
    help=f"Send back what was given up: {EVENT.nouns} to the stream, rows and messages to their source.",
)(redrive)


@app.command(epilog=examples("failures park prod 4f1c09", "failures park prod 4f1c09 --release"))
def park(
    environment: Environment,
    failures: Annotated[list[str], Argument(metavar="ID", help="Or what they begin with.")],
    release: Annotated[bool, Option("--release", help="Let them be sent again, as new ones.")] = False,
    since: Since = None,
    until: Until = None,
    as_json: Json = False,
) -> None:
    """Leave failures alone for good, or release what was parked."""
    with one_line():
        deployment = FailureDeployment(environment)
        chosen = deployment.select_by_id(failures, read_window(since, until))
        for each in chosen:
            (deployment.recoveries.release if release else deployment.recoveries.park)(each.id)
        done = "released" if release else "parked"
        emit({done: [each.id for each in chosen]}, f"{done}: {len(chosen)}", as_json=as_json)
