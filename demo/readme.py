"""Writes the figures of the last run into README.md: `python -m demo.readme`."""

import json
import sys
from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any

from twin.deploy import ROOT

BEGIN = "<!-- Figures of a run: `make figures` writes them. -->"
END = "<!-- End of the figures. -->"
MARKS = {"good": "✓", "bad": "✗", "": "i"}
WIDTH = 88


class NoBlock(ValueError):
    """A text that has no place for the figures."""


def figures_block(figures: Mapping[str, Any]) -> str:
    """Return the figures of demo.json as README shows them, between its marks."""
    return "\n".join((BEGIN, "```", *_lines(figures), "```", END))


def replace_block(text: str, block: str) -> str:
    """Return a text with another block of figures; raise NoBlock unless it has one."""
    before, begun, rest = text.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (begun and ended):
        raise NoBlock(f"no lines {BEGIN!r} and {END!r}, between which the figures belong")
    return before + block + after


def _lines(figures: Mapping[str, Any]) -> Iterator[str]:
    for check in figures["checks"]:
        of = "" if check["of"] is None else f"of {check['of']:,}"
        mark = MARKS[check["state"]] + (" ~" if check["varies"] else "")
        yield f"{check['name']:<46}{check['count']:>9,}  {of:>10}  {mark}"
    yield ""
    yield "✓ as promised   i for information   ~ depends on timing: it varies from run to run"
    for tally in figures["sums"]:
        yield from wrap(tally, WIDTH, subsequent_indent="  ")


def main() -> None:
    """Write README.md, or say why not."""
    readme, figures = ROOT / "README.md", ROOT / "build" / "demo.json"
    try:
        found = json.loads(figures.read_text())
        readme.write_text(replace_block(readme.read_text(), figures_block(found)))
    except (OSError, NoBlock) as error:
        sys.exit(f"sluice: README.md stays as it is: {error}")


if __name__ == "__main__":
    main()
