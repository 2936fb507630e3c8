"""A fault in its place: which line and which column of a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jobs.retail.landing.faults import Fault


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong; it never repeats a value from the file, which may be somebody's secret."""

    fault: Fault
    line: int | None = None
    column: str | None = None
    details: Mapping[str, object] = field(default_factory=dict)

    def told(self, file: str) -> str:
        """Return one line of text: where, what, and what to do."""
        places = [
            file,
            *([f"line {self.line}"] if self.line else []),
            *([f'column "{self.column}"'] if self.column is not None else []),
        ]
        says, do = (text.format(**self.details) for text in (self.fault.says, self.fault.do))
        return f"{', '.join(places)}: {says}. {do}"


class FileRefused(Exception):
    """A file that can't be taken, with all that was found wrong."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__([problem.fault.code for problem in problems])
        self.problems = problems


def refuse(
    fault: Fault, line: int | None = None, column: str | None = None, **details: object
) -> FileRefused:
    """Return a refusal for one reason."""
    return FileRefused([Problem(fault=fault, line=line, column=column, details=details)])
