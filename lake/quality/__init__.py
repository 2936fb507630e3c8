"""What must hold of the tables, stated once; run by the jobs as SQL and by Glue Data Quality as DQDL."""

from lake.quality.checks import ExemptDays, checks_sql, shares_sql, unfit_sql
from lake.quality.ruleset import dqdl

__all__ = ["ExemptDays", "checks_sql", "dqdl", "shares_sql", "unfit_sql"]
