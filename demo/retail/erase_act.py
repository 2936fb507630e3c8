"""The act in which card numbers of a foreign writer are taken out for good, and a member is forgotten."""

import base64
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyarrow import parquet

from contracts.contract_breaks import TEST_CARD
from contracts.personal import Person
from contracts.scenario import compact
from demo.act import Act, Phase, RunStage
from demo.check import Check, judge, judge_none
from demo.demo_run import DemoRun
from demo.recovery.operator import Operator
from demo.recovery.snapshot import snapshot
from domain import EVENT
from lambdas.core.set_aside import GZIPPED
from sluice.erasure.versions import VersionedBucket
from twin.emulator import Emulator
from twin.loopback import ACCOUNT
from twin.permissions.holders import policy_holder

if TYPE_CHECKING:
    from twin.deploy import Twin

HOUR = timedelta(hours=1)
BUCKETS, CURATED = ("Raw", "Quarantine", "Failures", "Landing", "Answers"), "Curated"
"""Some of them only capabilities bring."""
PARQUET = b"PAR1"
CARDS = (TEST_CARD.encode(), TEST_CARD.replace(" ", "").encode())
ENCODED = re.compile(rb"(?:[A-Za-z0-9+/]{4}){6,}")
ANSWERED = frozenset({0, 1})
MFA = ("--mfa-serial", f"arn:aws:iam::{ACCOUNT}:mfa/operator", "--mfa-code", "123456")
"""The twin takes any code; that one is given is what the role's trust asks for."""


@dataclass(frozen=True)
class ErasureOutcome:
    """How many records of raw were purged, and whose sales were redacted; where any of it is still found."""

    purged: int
    cards: Sequence[str]
    sales: int = 0
    remaining: Sequence[str] = ()
    traces: Sequence[str] = ()

    @property
    def wrong(self) -> Mapping[str, Sequence[str]]:
        """Name what must not be."""
        return {
            "card numbers that were purged, and are still there": self.cards,
            "traces of a member who was forgotten": self.traces,
        }

    def checks(self) -> Iterator[Check]:
        """Return the lines of the reconciliation."""
        yield judge("Card numbers purged from raw", self.purged, None, self.purged > 0 and not self.cards)
        yield judge("Sales of a member who was forgotten", self.sales, None, self.sales > 0)
        yield judge_none("Traces of them that nobody was told of", self.traces, None)

    def figures(self) -> dict[str, object]:
        """Return it as JSON."""
        return {
            "purged": self.purged,
            "purged_found": len(self.cards),
            "forgotten": int(self.sales > 0),
            "forgotten_sales": self.sales,
            "forgotten_found": len(self.traces),
            "forgotten_remains": list(self.remaining),
        }


class EraseAct(Act):
    """Purges and forgets as an operator would who broke the glass, before all of raw is replayed."""

    name = "erase"
    builds_on = frozenset({"recover"})
    outcome: ErasureOutcome

    def phases(self) -> Sequence[Phase]:
        """Return its steps."""
        steps = (
            ("purge", "Purging card numbers that got in", self._purge),
            ("forget", "Forgetting a member", self._forget),
        )
        return [
            Phase(name=name, title=title, at=RunStage.REPAIR, perform=perform)
            for name, title, perform in steps
        ]

    def _purge(self, run: DemoRun) -> None:
        hours = ("--from", f"{run.began:%Y-%m-%dT%H}", "--to", f"{datetime.now(UTC) + HOUR:%Y-%m-%dT%H}")
        said = _operator(run).type("purge", *hours, *MFA, "--apply", codes=ANSWERED)
        written = chain(_versions(run.twin, BUCKETS), logs_of(run.twin.emulator, run.options.workspace))
        found = [where for where, body in written if any(card in body for card in CARDS)]
        self.outcome = ErasureOutcome(said["records"], found)

    def _forget(self, run: DemoRun) -> None:
        """Forget who bought most; what their sales said of them is expected nowhere any more."""
        events = run.expectation.events
        named = Counter(sale["loyalty_id"] for sale in events.values() if sale.get("loyalty_id"))
        [(member, sales)] = named.most_common(1)
        theirs = {name: sale for name, sale in events.items() if sale.get("loyalty_id") == member}
        if EVENT.personal is None:
            return
        person = Person(
            EVENT.personal, member, frozenset(str(sale["payment_token"]) for sale in theirs.values())
        )
        said = _operator(run).type("forget", "--member", member, *MFA, "--apply", codes=ANSWERED)
        for name, sale in theirs.items():
            run.corrections[name] = json.loads(person.redact(compact(sale)) or b"")
        traces = sorted(each for each in {*_traces(run, person)} if not _is_told(each, said["remaining"]))
        self.outcome = replace(self.outcome, sales=sales, remaining=said["remaining"], traces=traces)


def _operator(run: DemoRun) -> Operator:
    holder = policy_holder(run.twin.app, "LookPolicyArn")
    return Operator(run.twin.emulator.environment_of(holder), run.twin.environment)


def _is_told(where: str, remaining: Sequence[str]) -> bool:
    """Tell whether the command itself has listed a place, with what to do about it."""
    return any(each.startswith(f"{where}:") for each in remaining)


def _traces(run: DemoRun, person: Person) -> Iterator[str]:
    """Yield where a person still is: in any version of any object, in a log, or in a row of a table."""
    texts = [f'"loyalty_id":"{person.id}"', f'"loyalty_id": "{person.id}"', *sorted(person.tokens)]
    marks = [each.encode() for each in texts]
    for where, body in _versions(run.twin, (*BUCKETS, CURATED)):
        if any(mark in body for mark in marks):
            yield where
    for where, body in logs_of(run.twin.emulator, run.options.workspace):
        if names(person, body):
            yield where
    for name, rows in snapshot(run).ledgers.items():
        if any(str(person.id) == row.get("loyalty_id") for row in rows.values()):
            yield f"the ledger of {name}"


def logs_of(emulator: Emulator, workspace: Path) -> Iterator[tuple[str, bytes]]:
    """Yield what the deployed functions and jobs have logged so far: where, and its text."""
    logs: Any = emulator.client("logs")
    for page in logs.get_paginator("describe_log_groups").paginate():
        for group in page["logGroups"]:
            pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"])
            lines = (event["message"] for each in pages for event in each["events"])
            yield f"the log {group['logGroupName']}", "\n".join(lines).encode()
    for log in sorted((*workspace.glob("jobs/**/log"), *workspace.glob("backfill/**/*.log"))):
        yield f"the log {log.relative_to(workspace)}", log.read_bytes()


def names(person: Person, log: bytes) -> bool:
    """Tell whether a log names a person in their field, however it is quoted, or by a token of theirs."""
    own = rf"{person.fields.person.name}\W{{1,8}}{re.escape(person.id)}(?!\w)"
    tokens = (rf"(?<![\w-]){re.escape(each)}(?![\w-])" for each in sorted(person.tokens))
    return re.search("|".join((own, *tokens)).encode(), log) is not None


def _versions(twin: "Twin", buckets: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield every version of every object: where it lies, its bytes, and what these hold packed."""
    s3: Any = twin.emulator.client("s3")
    outputs = {name for stack in twin.app.assembly.stacks for name in stack.outputs}
    for name in (each for each in buckets if f"{each}Bucket" in outputs):
        bucket = twin.app.output(f"{name}Bucket")
        for each in VersionedBucket(s3, bucket).versions(""):
            body = _unpack(each.body)
            decoded = (base64.b64decode(found) for found in ENCODED.findall(body))
            yield f"s3://{bucket}/{each.key}", b"\n".join((body, *decoded))


def _unpack(body: bytes) -> bytes:
    """Return what an object says: of a table's file its rows."""
    if body.startswith(PARQUET):
        return json.dumps(parquet.read_table(BytesIO(body)).to_pydict(), default=str).encode()
    return gzip.decompress(body) if body.startswith(GZIPPED) else body
