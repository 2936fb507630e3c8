"""A fault in its place: which line and which column of a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jobs.retail.landing.faults import Fault
from jobs.retail.landing.limits import MOST_PROBLEMS


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


class ProblemList:
    """What is wrong with a file, as much of it as is looked for."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def __len__(self) -> int:
        return len(self._found)

    @property
    def is_full(self) -> bool:
        """Return whether there is no reason to look further."""
        return len(self._found) >= MOST_PROBLEMS

    def add(self, *problems: Problem) -> None:
        """Add problems, in any order."""
        self._found += problems

    def by_line(self) -> Sequence[Problem]:
        """Return what was found from the file's start to its end."""
        return sorted(self._found, key=lambda problem: problem.line or 0)


class FileRefused(Exception):
    """A file that can't be taken, what was found wrong, and how many rows weren't looked at any more."""

    def __init__(self, problems: Sequence[Problem], *, rows_not_checked: int = 0) -> None:
        super().__init__([problem.fault.code for problem in problems])
        self.problems = problems
        self.rows_not_checked = rows_not_checked


def refuse(
    fault: Fault, line: int | None = None, column: str | None = None, **details: object
) -> FileRefused:
    """Return a refusal for one reason."""
    return FileRefused([Problem(fault=fault, line=line, column=column, details=details)])
