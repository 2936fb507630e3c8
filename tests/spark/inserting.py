"""A run that inserts sales, for tests to kill: `python -m tests.spark.inserting <database>`."""

import sys

from domain.lake.tables import SALES, TABLES
from jobs.spark import open_lake
from tests.twin.lake.rows import put, sale

ROWS = [sale(number) for number in range(100)]


def main() -> None:
    """Insert what a repeated run inserts too."""
    lake = open_lake(sys.argv[1], TABLES)
    put(lake, "new", SALES, ROWS)
    lake.insert(SALES, "new")


if __name__ == "__main__":
    main()
