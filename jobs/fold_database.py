"""Glue job: folds the archived changes of a database into the lake's tables."""

import sys

from jobs.arguments import Arguments

REQUIRED = ("DATABASE", "METRICS_NAMESPACE", "RAW_BUCKET", "TABLES")

if __name__ == "__main__":
    Arguments(sys.argv, required=REQUIRED, optional=())
