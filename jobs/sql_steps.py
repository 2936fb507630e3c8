"""The transforms of a job: queries over views by name, in SQL that every engine runs."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from jobs.lake import Lake

Reading = Mapping[str, str]
"""What a step reads in the place of a table or view that it names."""
AS_NAMED: Reading = {}


@dataclass(frozen=True)
class SqlSteps:
    """The queries of a folder, a file each."""

    folder: Traversable

    def query(self, name: str, reading: Reading = AS_NAMED) -> str:
        """Return the text of a step."""
        text = (self.folder / f"{name}.sql").read_text("utf-8")
        for named, other in reading.items():
            text = re.sub(rf"\b(FROM|JOIN) {named}\b", rf"\1 {other}", text)
        return text

    def make(self, lake: Lake, names: Iterable[str], reading: Reading = AS_NAMED) -> None:
        """Make a view of each step under its name, in this order."""
        for name in names:
            lake.view(name, self.query(name, reading))
