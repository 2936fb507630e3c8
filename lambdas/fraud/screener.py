"""The work of the fraud consumer: compare each sale with its accounts, publish suspicions, remember it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from botocore.exceptions import BotoCoreError, ClientError

from domain.accounts import member_account, token_account
from domain.bus_events import FraudSuspected
from domain.sale import Sale
from lambdas.core.bus import EventsNotPut
from lambdas.core.ledger import Failed, Outcome
from lambdas.core.optimistic_table import TableUnavailable
from lambdas.core.pseudonyms.key_ring import KeyRingUnreadable
from lambdas.fraud.account import Account, PastSale
from lambdas.fraud.accounts import Accounts
from lambdas.fraud.rules import MEMBER, TOKEN, collect_findings, decide
from lambdas.fraud.thresholds import Thresholds

SALES_AT_ONCE = 50
"""Two accounts each: what one read takes."""
TRIES = 4
"""Other shards write the same accounts; who is overtaken looks again.

An account that is written without end, a membership that a whole chain uses, must hold nobody up: what could
not be added to it after so many tries was published all the same, and isn't remembered.
"""

TRANSIENT = (ClientError, BotoCoreError, TableUnavailable, KeyRingUnreadable, EventsNotPut)


@dataclass(frozen=True, slots=True)
class FraudScreener:
    """Screens each sale once; `publish` is called before a sale is remembered, so that no suspicion is lost.

    `count_not_remembered` is given the number of sales that could not be added to an account.
    """

    accounts: Accounts
    limits: Thresholds
    publish: Callable[[Sequence[FraudSuspected]], None]
    count_not_remembered: Callable[[int], None]

    def apply(self, prepared: Sequence[Sale]) -> Sequence[Outcome | Failed]:
        """Screen in order; a fault that may pass strikes all of them, and suspicions are published again."""
        outcomes: dict[int, Outcome] = {}
        left = dict(enumerate(prepared))
        try:
            for _ in range(TRIES):
                if not left:
                    break
                left = self._screen(left, outcomes)
        except TRANSIENT as error:
            return [Failed(str(error))] * len(prepared)
        if left:
            self.count_not_remembered(len(left))
        return [outcomes[place] for place in range(len(prepared))]

    def _screen(self, sales: Mapping[int, Sale], outcomes: dict[int, Outcome]) -> dict[int, Sale]:
        """Return the sales of which an account was overtaken, and with them what is known of the others."""
        read = self.accounts.read(key for sale in sales.values() for key in keys_of(sale).values())
        known = {key: version.value for key, version in read.items()}
        suspicions = [
            event for place, sale in sales.items() if (event := self._see(place, sale, known, outcomes))
        ]
        if suspicions:
            self.publish(suspicions)
        changed = {
            key: replace(read[key], value=account)
            for key, account in known.items()
            if account is not read[key].value
        }
        overtaken = self.accounts.write(changed)
        return {place: sale for place, sale in sales.items() if overtaken & set(keys_of(sale).values())}

    def _see(
        self, place: int, sale: Sale, known: dict[str, Account], outcomes: dict[int, Outcome]
    ) -> FraudSuspected | None:
        """Hold a sale against its accounts and add it to them, unless it has counted in all of them.

        A sale that is nobody's, cash of no member, has none: it is looked at whenever it comes.
        """
        past, keys = PastSale.of(sale), keys_of(sale)
        new = [key for key in keys.values() if not known[key].knows(past)]
        outcomes.setdefault(place, Outcome.APPLIED if new or not keys else Outcome.REPEATED)
        if keys and not new:
            return None
        found = collect_findings(sale, {kind: known[key] for kind, key in keys.items()}, self.limits)
        known.update({key: known[key].add(past, self.limits) for key in new})
        return decide(sale, found, self.limits)


def keys_of(sale: Sale) -> dict[str, str]:
    """Return the accounts of a sale, by kind; what a till or nobody owns has none."""
    token, member = token_account(sale.payment_token), member_account(sale.loyalty_id)
    return ({TOKEN: f"token#{token}"} if token else {}) | ({MEMBER: f"member#{member}"} if member else {})
