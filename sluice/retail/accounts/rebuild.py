"""Fraud's accounts, made again of raw: compared with the live ones, and put in their place."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Self

import msgspec

from lambdas.core.manifest.item import ManifestEntry
from lambdas.core.optimistic_table import KEYS_A_READ, WRITES_A_CALL
from lambdas.core.pseudonyms.names import PREFIX
from lambdas.core.raw import count_backfilled
from lambdas.fraud.accounts import open_accounts
from lambdas.fraud.thresholds import Thresholds, parse_thresholds
from sluice.cloud import DeployedStack, NotNow, client
from sluice.progress import Show
from sluice.replay.agreement import agree
from sluice.replay.archived_events import ArchivedEvents
from sluice.replay.arrival import SLACK, begins, longest
from sluice.replay.place import ReplayTarget
from sluice.replay.window import Window
from sluice.replay.window_scan import BeforeTheArchive, WindowScan
from sluice.retail.accounts.archived_sales import ArchivedSale, SaleStore
from sluice.retail.accounts.differences import WrongAccount, is_same
from sluice.retail.accounts.live_accounts import LiveAccounts, split
from sluice.retail.accounts.names import open_names
from sluice.status.positions import StreamBacklog, noted

CONSUMER = "fraud"
ASIDE = "rebuilt/accounts"


class NoSuchAccount(NotNow):
    """An account that no sale of raw names."""


class ArchiveUnreadable(NotNow):
    """An object of raw that can't be read to its end: what an account must remember isn't known."""


class FraudBehind(NotNow):
    """Sales that raw has and the consumer hasn't screened yet."""


@dataclass(frozen=True, slots=True)
class AccountComparison:
    """The result: how many accounts were looked at, which are wrong, and which changed meanwhile."""

    accounts: int
    records: int
    wrong: tuple[WrongAccount, ...] = ()
    moving: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AccountRebuild:
    """An environment's accounts and its raw archive, and where swapped accounts are kept.

    An account is judged only if it is certain what the screening has seen of it. Sales of the archive count
    that arrived until `until`. A live account is read after that, and once more when all that had been
    screened by then must be in raw: if it is the same still, and none of what came to raw meanwhile names
    it, what it has seen lies before `until`. That the consumer has settled all of that is asked, too: a sale
    which an account knows before it was screened would never be.
    """

    replays: ReplayTarget
    failures: str
    positions: str
    accounts: LiveAccounts
    limits: Thresholds
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC), repr=False)
    wait: Callable[[float], None] = field(default=time.sleep, repr=False)

    @classmethod
    def of(cls, environment: str) -> Self:
        """Look the names up in the stacks' outputs; raises NotDeployed."""
        cloudformation = client("cloudformation")
        fraud, storage, stream = (
            DeployedStack(cloudformation, environment, each) for each in ("Fraud", "Storage", "Stream")
        )
        limits = parse_thresholds(fraud["Thresholds"])
        table, days = fraud["AccountsTable"], limits.remembered_days
        return cls(
            replays=ReplayTarget.of(environment),
            failures=storage["FailuresBucket"],
            positions=stream["PositionsTable"],
            accounts=LiveAccounts(open_accounts(client("dynamodb"), table, open_names(fraud), days=days)),
            limits=limits,
        )

    def compare(self, account: str | None, show: Show) -> AccountComparison:
        """Compare every account that raw names, or one; waits for the archive if some are wrong."""
        until = (self.clock() - SLACK).replace(microsecond=0)
        scan = self._scan(until)
        archive = scan.archive()
        store = self._read(scan, archive, show)
        looked, wrong = 0, list[WrongAccount]()
        for part in split(store.accounts() if account is None else [self._find(store, account)], KEYS_A_READ):
            looked += len(part)
            wrong += self._compare(store, part)
        settled = self._settle(wrong, until) if wrong else []
        moving = {each.name for each in wrong} - {each.name for each in settled}
        return AccountComparison(looked, archive.read.records, tuple(settled), tuple(sorted(moving)))

    def swap(self, found: AccountComparison) -> AccountComparison:
        """Put what raw makes in the place of wrong accounts, unless they changed since they were compared.

        What is replaced is kept before. Killed anywhere, the next run compares again and does the rest.
        """
        wrong, moving = list[WrongAccount](), set(found.moving)
        for part in split(found.wrong, WRITES_A_CALL):
            for each in part:
                self._keep(each)
            overtaken = self.accounts.write(
                {each.account: replace(each.live, value=each.built) for each in part}
            )
            moving |= {each.name for each in part if each.account in overtaken}
            wrong += [replace(each, swapped=True) for each in part if each.account not in overtaken]
        return replace(found, wrong=tuple(wrong), moving=tuple(sorted(moving)))

    def _find(self, store: SaleStore, account: str) -> str:
        """Return the account that somebody has typed, plainly or as this command names it."""
        if not account.startswith(PREFIX):
            found = account if store.names(account) else None
        else:
            name = self.accounts.table.name
            found = next((each for each in store.accounts() if account in name(each).every), None)
        if found is None:
            raise NoSuchAccount(f"no {account} in raw: write an account as token#… or member#…, as sales do")
        return found

    def _scan(self, until: datetime) -> WindowScan:
        """Return all of raw until then: an account's sums go back to its first sale."""
        if (first := begins(self.replays)) is None or first >= until:
            raise BeforeTheArchive("raw is empty: nothing has arrived yet")
        scan = WindowScan(self.replays, Window(first, until))
        if broken := scan.found().broken:
            raise ArchiveUnreadable(_explain(broken[0]))
        return scan

    def _read(self, scan: WindowScan, archive: ArchivedEvents, show: Show) -> SaleStore:
        store = SaleStore(self.limits)
        for entry, sale in archive.read_as(ArchivedSale.of, _screened(scan.entries())):
            if sale:
                store.add(sale, entry.arrived_at)
            show(archive.read.records, 0)
        store.index()
        return store

    def _compare(self, store: SaleStore, accounts: Sequence[str]) -> Iterator[WrongAccount]:
        live = self.accounts.read(accounts)
        now = self.clock()
        for account in accounts:
            built = store.build(account, now)
            if built is not None and not is_same(live[account].value, built):
                yield WrongAccount(account, live[account], built)

    def _settle(self, wrong: Sequence[WrongAccount], until: datetime) -> list[WrongAccount]:
        """Return those of which it is certain, once everything that they had seen must be in raw."""
        end = self.clock() + longest(self.replays)
        self.wait((end + SLACK - self.clock()).total_seconds())
        self._require_screened(until)
        named = self._list_named(Window(until, end))
        live = self.accounts.read(each.account for each in wrong)
        return [
            each
            for each in wrong
            if each.account not in named and live[each.account].number == each.live.number
        ]

    def _list_named(self, window: Window) -> set[str]:
        """Return the accounts of what arrived in a window; none of it may be missing."""
        agree(self.replays, window)
        scan = WindowScan(self.replays, window)
        read = scan.archive().read_as(ArchivedSale.of, _screened(scan.entries()))
        return {account for _, sale in read if sale for account in sale.accounts.values()}

    def _require_screened(self, until: datetime) -> None:
        """Raise FraudBehind unless all that arrived until then is settled, in every shard."""
        ask, now = self.replays.ask, self.clock()
        stream = StreamBacklog(ask.kinesis, self.replays.stream, now)
        found = (each for each in noted(ask.dynamodb, self.positions) if each.consumer == CONSUMER)
        at = {each.shard: each.sequence_number for each in found}
        for shard in stream.shards():
            waits = stream.waits(shard, at.get(shard))
            if waits is None or now - waits < until:
                raise FraudBehind(
                    f"{CONSUMER} has not screened all of {shard} yet, of what arrived before "
                    f"{until:%Y-%m-%dT%H:%M:%S} UTC: sluice status {self.replays.name} says when it has"
                )

    def _keep(self, wrong: WrongAccount) -> None:
        """Write aside what will be gone; the same version of an account goes under the same key again."""
        if not (number := wrong.live.number):
            return
        body = {"account": wrong.name, "version": number, "state": msgspec.to_builtins(wrong.live.value)}
        key = f"{ASIDE}/{wrong.name.removeprefix(PREFIX)}/{number}.json"
        self.replays.ask.s3.put_object(Bucket=self.failures, Key=key, Body=msgspec.json.encode(body))


def _screened(entries: Iterable[ManifestEntry]) -> Iterator[ManifestEntry]:
    """Yield what came over the stream: history that a backfill wrote to raw is nobody's suspicion."""
    for entry in entries:
        if entry.broken:
            raise ArchiveUnreadable(_explain(f"{entry.key}: {entry.broken}"))
        if count_backfilled(entry.key) is None:
            yield entry


def _explain(broken: str) -> str:
    remedy = "bring it back with sluice raw restore, or go on without it by sluice raw write-off"
    return f"raw isn't whole, {broken}: {remedy}"
