"""What the pages tell an operator to type."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SHELL = ("", "sh")


def commands(page: Path) -> Iterator[list[str]]:
    """The arguments of every use of the command line, in scripts and within sentences."""
    text = page.read_text()
    lines = [
        line for language, code in FENCED.findall(text) if language in SHELL for line in code.splitlines()
    ]
    for line in (*lines, *re.findall(r"`([^`]+)`", FENCED.sub("", text))):
        if line.startswith("sluice "):
            yield shlex.split(line, comments=True)[1:]
