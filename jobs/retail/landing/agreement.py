"""What a file's rows must agree with: the manifest, and each other."""

from collections.abc import Iterator, Sequence

from contracts.numbers import dollars
from jobs.retail.landing.faults import Fault
from jobs.retail.landing.headers import Layout
from jobs.retail.landing.manifest import FileManifest
from jobs.retail.landing.problems import Problem
from jobs.retail.landing.rows import FileRow


def check_count(manifest: FileManifest, found: int) -> Iterator[Problem]:
    """Yield a problem if there are more or fewer rows than announced."""
    if found != manifest.rows:
        yield Problem(fault=Fault.ROWS, details={"found": found, "announced": manifest.rows})


def check_sum(
    manifest: FileManifest, column: str | None, layout: Layout, rows: Sequence[FileRow]
) -> Iterator[Problem]:
    """Yield a problem if the amounts of a column don't add up to what was announced, and say by how much."""
    if not column:
        return
    found = sum(row.values[column] for row in rows)
    if found != manifest.sum_cents:
        details = {
            "found": dollars(found),
            "announced": dollars(manifest.sum_cents),
            "difference": dollars(abs(found - manifest.sum_cents)),
            "way": "more" if found > manifest.sum_cents else "less",
        }
        yield Problem(fault=Fault.SUM, column=layout[column].header, details=details)


def check_unique(key: Sequence[str], layout: Layout, rows: Sequence[FileRow]) -> Iterator[Problem]:
    """Yield a problem for each row whose key was there before."""
    first: dict[tuple[str, ...], int] = {}
    for row in rows if key else ():
        seen_on = first.setdefault(tuple(row.values[name] for name in key), row.line)
        if seen_on != row.line:
            column = layout[key[0]].header
            yield Problem(fault=Fault.DOUBLE_ROW, line=row.line, column=column, details={"first": seen_on})
