"""docs/costs.md, written from the templates."""

from collections.abc import Iterable, Mapping, Sequence

from domain import EVENT
from review import loads, tables
from review.bill import Bill
from review.consumers import IS_EXAMPLE, LEDGER_WORK, MEASURED
from review.free import FREE
from review.loads import EVENT_BYTES, loads_of
from review.markdown import price_list, table
from review.services.dynamodb import PARTITION_GB, PARTITIONS_AT_FIRST
from review.services.kinesis import SHARDS_ON_DEMAND
from twin.assembly import Assembly
from twin.semantics.sources import FAN_OUT_INTERVAL, SHARED_INTERVAL, TABLE_INTERVAL

INTRODUCTION = """\
# What a deployment costs

Written by `python -m review bill`, which reads the synthesized templates: change a stack, synthesize, and
write this page again. Every total is modelled: quantities from the template's own settings and the load, at
AWS's prices for us-east-1 in dollars. Free tiers, volume discounts, taxes, and what senders pay for their
line are left out.
"""
ASSUMED = """\
## What a load is taken for

- Each {noun} has {bytes:,} bytes. They come evenly, from many {partition_noun}s, each once and whole:
  repeats, claims, quarantine and failures cost more and are in no total.
- A month has {hours} hours. It is the last of the first year: {days} days of {nouns} are stored. Ledgers and
  the raw bucket keep {nouns} for good, so the part to keep them grows by as much every year.
"""
OTHER_ASSUMED = """\
- Modelled, as nobody has measured these events and consumers: gzip makes archived {nouns} {gzip} times
  smaller, a row of a ledger is written for one unit of up to 1 KB, and a run takes {run_ms:.1f} ms of a core
  and {event_ms:.2f} ms for each {noun}, as the example's do. What rows take to be stored is in no total.
"""
EXAMPLE_ASSUMED = """\
- The bytes are those of a real grocery sale of 9.4 lines; all sales are of members.
- Measured on 1,676 real baskets: gzip makes archived sales {gzip} times smaller. A ledger row has
  {rows}; an index holds {index} of it;
  DynamoDB counts 100 more on each.
- A sale reads and writes {accounts:g} accounts, its token's and its member's, and {shelves:g} shelves,
  one a line: half a read unit and one write unit each, and that is the most: what comes twice in a batch
  is written once. Measured: 500 baskets together share 2% of their shelves. A supermarket has 12,700 baskets
  a week (FMI, 2022), 1.3 a minute: a window of a minute makes fewer runs, and hardly fewer writes.
- An account that is new is looked for under its older names too, half a read unit each: one in the first
  months, six at most. How many accounts are new isn't known here, so that is in no total.
- Measured: a full account, of 20 sales, has {account_bytes} bytes; a full shelf, of 32 changes,
  {shelf_bytes}. Suspicions, falls of stock and orders write a little more and tell the bus: in no total.
- Measured on an x86_64 core, and assumed for arm64: a run of a consumer takes {run_ms:.1f} ms of a core and
  {event_ms:.2f} ms for each sale, {shelves_ms:.1f} ms to follow one onto its shelves.
"""
MODELLED = """\
- Modelled: {call_ms:.0f} ms for each call of DynamoDB, to read {reads_a_call} items or write {writes_a_call};
  {log:,} bytes of log a run, kept in {compressed:.0%} of that.
- Modelled: a job takes {job} s, and a second for every {pace:,} {nouns} and worker, the driver not counted;
  it reads again what its overlap says. Waiting for workers isn't charged. Evaluating rules takes {rules} s.
- Modelled, as [the twin](twin.md) has it: Lambda looks into each shard of a stream every {shared:g} s, of a
  table's every {table:g} s, or once a window, free of charge. What enhanced fan-out pushes it gathers for
  {pushed:g} s. What it finds is spread over the mapping's lanes, a run each.
- Modelled: an on-demand stream has the {shards} shards with which it begins, and is paid for each reader,
  Firehose too. A table's stream has a shard for every {partition} GB of rows, {partitions} at first.
  Firehose keeps one buffer. One producer asks KMS for the stream's key.

"""
PRICES = """\
## Prices

AWS's pages fill their numbers in by script, so each was read in another public text, in November 2026; the
texts are from other years. "Not verified" means that none was found. Check AWS's pages before you rely on it.
"""


def page(assemblies: Iterable[Assembly], event_bytes: int = EVENT_BYTES) -> str:
    """Return all of it, for events of a size."""
    paces = loads_of(event_bytes)
    compared = {_name(assembly): tables.bills(assembly, paces) for assembly in assemblies}
    used = {row.price for bills in compared.values() for bill in bills for row in bill.rows}
    environments = (_environment(name, bills) for name, bills in compared.items())
    return "\n".join(
        [
            INTRODUCTION,
            *environments,
            _free(compared.values()),
            _assumed(event_bytes) + PRICES,
            price_list(used),
        ]
    )


def _environment(name: str, compared: Sequence[Bill]) -> str:
    services = [
        *tables.by_service(compared),
        *([f"**{cell}**" for cell in row] for row in tables.totals(compared)),
    ]
    parts = [
        f"## {name}\n",
        table(tables.head("Service", compared), services),
        "By stack; a capability is a stack:\n",
        table(tables.head("Stack", compared), tables.by_stack(compared)),
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


def _assumed(event_bytes: int) -> str:
    accounts, shelves = MEASURED["fraud"], MEASURED["shelves"]
    measured = EXAMPLE_ASSUMED if IS_EXAMPLE else OTHER_ASSUMED
    return (ASSUMED + measured + MODELLED).format(
        noun=EVENT.noun,
        nouns=EVENT.nouns,
        partition_noun=EVENT.partition_noun,
        bytes=event_bytes,
        hours=loads.HOURS,
        days=loads.DAYS_STORED,
        gzip=loads.GZIP_RATIO,
        rows=_listed({name: one.item_bytes for name, one in MEASURED.items() if one.adds}),
        index=_listed({name: one.index_bytes for name, one in MEASURED.items() if one.index_bytes}),
        accounts=accounts.writes,
        account_bytes=accounts.item_bytes,
        shelves=shelves.writes,
        shelf_bytes=shelves.item_bytes,
        run_ms=LEDGER_WORK.core_seconds_a_run * 1_000,
        event_ms=LEDGER_WORK.core_seconds_an_event * 1_000,
        shelves_ms=shelves.core_seconds_an_event * 1_000,
        call_ms=loads.CALL_SECONDS * 1_000,
        reads_a_call=loads.READS_A_CALL,
        writes_a_call=loads.WRITES_A_CALL,
        log=loads.LOG_BYTES_A_RUN,
        compressed=loads.LOGS_COMPRESSED,
        job=loads.JOB_SECONDS,
        pace=loads.EVENTS_A_WORKER_SECOND,
        rules=loads.QUALITY_SECONDS,
        shards=SHARDS_ON_DEMAND,
        shared=SHARED_INTERVAL,
        pushed=FAN_OUT_INTERVAL,
        table=TABLE_INTERVAL,
        partition=PARTITION_GB,
        partitions=PARTITIONS_AT_FIRST,
    )


def _listed(sizes: Mapping[str, int | None]) -> str:
    return " and ".join(f"{size} bytes ({name})" for name, size in sizes.items())


def _name(assembly: Assembly) -> str:
    """Return what the names of its stacks begin with."""
    return assembly.stacks[0].name.rpartition("-")[0]
