"""`sluice failures`: what failed, and how it comes back."""

import typer

from sluice.failures import acting, asking
from sluice.failures.options import examples

app = typer.Typer(no_args_is_help=True, help="What was refused or given up: find it, mend it, send it back.")

app.command(
    "list",
    epilog=examples("failures list prod --since 2017-12-22", "failures list prod --state waiting --json"),
)(asking.list_failures)
app.command(epilog=examples("failures count prod --by reason --state waiting"))(asking.count)
app.command(epilog=examples("failures show prod 4f1c09"))(asking.show)
app.command(
    epilog=examples(
        "failures repair prod --recipe quantities.toml",
        "failures repair prod --recipe quantities.toml --apply",
    )
)(acting.repair)
app.command(
    epilog=examples(
        "failures redrive prod",
        "failures redrive prod --consumer inventory --apply",
        "failures redrive prod --quarantined --reason unknown_version --apply --rate 50",
    )
)(acting.redrive)
app.command(epilog=examples("failures park prod 4f1c09", "failures park prod 4f1c09 --release"))(acting.park)
