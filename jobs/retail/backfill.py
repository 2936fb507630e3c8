"""Batch job: years of sales, by `python -m jobs.retail.backfill list`, `plan` and `run`."""

import sys

from jobs.backfill.program import main
from jobs.retail.sales_history import SALES

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], SALES))
