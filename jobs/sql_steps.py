"""The transforms of a job: queries over views by name, in SQL that every engine runs."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from jobs.lake import Lake


@dataclass(frozen=True)
class SqlSteps:
    """The queries of a folder, a file each."""

    folder: Traversable

    def query(self, name: str) -> str:
        """Return the text of a step."""
        return (self.folder / f"{name}.sql").read_text("utf-8")

    def make(self, lake: Lake, names: Iterable[str]) -> None:
        """Make a view of each step under its name, in this order."""
        for name in names:
            lake.view(name, self.query(name))
