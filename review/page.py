"""docs/costs.md, written from the templates."""

from collections.abc import Iterable, Sequence

from review import loads, tables
from review.bill import FREE, Bill
from review.loads import LOADS
from review.markdown import price_list, table
from review.services.kinesis import SHARDS_ON_DEMAND
from twin.assembly import Assembly

INTRODUCTION = """\
# What a deployment costs

Written by `python -m review bill`, which reads the synthesized templates: change a stack, synthesize, and
write this page again. Every total is modelled: quantities from the template's own settings and the load, at
AWS's prices for us-east-1 in dollars. Free tiers, volume discounts, taxes, and what the stores pay for their
line are left out.
"""
ASSUMED = """\
## What a load is taken for

- A sale is {bytes:,} bytes, as a real grocery sale of 9.4 lines is. Sales come evenly, from many stores, all
  of members, each once and whole: repeats, claims, quarantine and failures cost more and are in no total.
- A month has {hours} hours. It is the last of the first year: {days} days of sales are stored. Ledgers and
  the raw bucket keep sales for good, so the part to keep them grows by as much every year.
- Measured on 1,676 real baskets: gzip makes archived sales {gzip} times smaller. A ledger row has
  {rows}; an index holds {index} of it;
  DynamoDB counts 100 more on each.
- Measured on an x86_64 core, and assumed for arm64: a run of a consumer takes {run_ms:.1f} ms of a core and
  {sale_ms:.2f} ms for each sale.
- Modelled: {call_ms:.0f} ms for each call of DynamoDB with {rows_a_call} rows; {log:,} bytes of log a
  run, kept in {compressed:.0%} of that.
- Modelled: a job takes {job} s, and a second for every {pace:,} sales and worker, the driver not counted;
  it reads again what its overlap says. Waiting for workers isn't charged. Evaluating rules takes {rules} s.
- Modelled: Lambda reads each shard once a second and spreads what it finds over the mapping's lanes. An
  on-demand stream has the {shards} shards with which it begins, and is paid for each reader, Firehose too.
  Firehose keeps one buffer. One producer asks KMS for the stream's key.

"""
PRICES = """\
## Prices

AWS's pages fill their numbers in by script, so each was read in another public text, in November 2026; the
texts are from other years. "Not verified" means that none was found. Check AWS's pages before you rely on it.
"""


def page(assemblies: Iterable[Assembly]) -> str:
    """All of it."""
    compared = {_name(assembly): tables.bills(assembly) for assembly in assemblies}
    used = {row.price for bills in compared.values() for bill in bills for row in bill.rows}
    environments = (_environment(name, bills) for name, bills in compared.items())
    return "\n".join(
        [INTRODUCTION, *environments, _free(compared.values()), _assumed() + PRICES, price_list(used)]
    )


def _environment(name: str, compared: Sequence[Bill]) -> str:
    services = [
        *tables.by_service(compared),
        *([f"**{cell}**" for cell in row] for row in tables.totals(compared)),
    ]
    parts = [
        f"## {name}\n",
        table(tables.head("Service", compared), services),
        "In detail:\n",
        table(tables.head("Charged for", compared), tables.in_detail(compared)),
        f"A day of the lake (its jobs and rules; 1/{loads.DAYS_A_MONTH:.1f} of the month):\n",
        table(tables.head("Charged for", compared), tables.a_day(compared, "Glue")),
        "Unpriced, and in no total:\n",
        table(["Resource", "Why"], tables.unpriced(compared)),
    ]
    return "\n".join(parts)


def _free(compared: Iterable[Sequence[Bill]]) -> str:
    types = {type_ for bills in compared for bill in bills for type_ in bill.free}
    return "## Free\n\n" + table(["Type", "Why"], [[type_, FREE[type_]] for type_ in sorted(types)])


def _assumed() -> str:
    return ASSUMED.format(
        bytes=LOADS[-1].bytes_per_sale,
        hours=loads.HOURS,
        days=loads.DAYS_STORED,
        gzip=loads.GZIP_RATIO,
        rows=" and ".join(f"{size} bytes ({name})" for name, size in loads.ROW_BYTES.items()),
        index=" and ".join(f"{size} bytes ({name})" for name, size in loads.INDEX_ROW_BYTES.items()),
        run_ms=loads.CPU_SECONDS_A_RUN * 1_000,
        sale_ms=loads.CPU_SECONDS_A_SALE * 1_000,
        call_ms=loads.CALL_SECONDS * 1_000,
        rows_a_call=loads.ROWS_A_CALL,
        log=loads.LOG_BYTES_A_RUN,
        compressed=loads.LOGS_COMPRESSED,
        job=loads.JOB_SECONDS,
        pace=loads.SALES_A_WORKER_SECOND,
        rules=loads.QUALITY_SECONDS,
        shards=SHARDS_ON_DEMAND,
    )


def _name(assembly: Assembly) -> str:
    """What the names of its stacks begin with."""
    return assembly.stacks[0].name.rpartition("-")[0]
