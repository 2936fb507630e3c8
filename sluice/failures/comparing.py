"""A repair before it is made: what changes, and whether it helps."""

from collections.abc import Iterator
from difflib import unified_diff
from typing import Any

import msgspec
import typer

from sluice.failures.proposals import Proposal
from sluice.failures.showing import HIDDEN, pretty

COLOURS = {"+": typer.colors.GREEN, "-": typer.colors.RED, "@": typer.colors.CYAN}


def figures(proposal: Proposal) -> dict[str, Any]:
    """For programs."""
    return {
        "ids": [each.id for each in proposal.failures],
        "consumers": sorted({each.consumer for each in proposal.failures}),
        "reason": proposal.failures[0].last.reason,
        "before": proposal.before,
        "after": _after(proposal),
        "problem": proposal.problem,
    }


def lines(proposal: Proposal) -> Iterator[str]:
    """For people; colours show on a terminal only."""
    head = proposal.failures[0]
    names = ", ".join(sorted({each.consumer for each in proposal.failures}))
    yield typer.style(f"{head.id}  {head.last.reason}  {names}", bold=True)
    yield f"{head.last.part}: {head.last.why}"
    if proposal.problem:
        yield typer.style(f"can't be repaired: {proposal.problem}", fg=typer.colors.YELLOW)
    else:
        yield from _changes(proposal)
        yield "passes the contract"
    yield ""


def _changes(proposal: Proposal) -> Iterator[str]:
    before = [HIDDEN] if proposal.before is None else pretty(proposal.before)
    compared = unified_diff(before, pretty(_after(proposal)), "before", "after", n=1, lineterm="")
    return (typer.style(line, fg=COLOURS.get(line[:1])) for line in compared)


def _after(proposal: Proposal) -> object:
    return msgspec.json.decode(proposal.after) if proposal.after else None
