"""The deployed fraud consumer itself, with clients that are answered here."""

import os
import runpy
from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from unittest.mock import patch

import msgspec

from benchmarks.designs import Design, Handler
from benchmarks.designs.context import Context
from benchmarks.dynamodb import SimulatedDynamoDB
from benchmarks.sales import sale
from lambdas.core.pseudonyms.key_ring import KeyRing, to_text
from lambdas.core.pseudonyms.names import compute_name
from lambdas.fraud.account import Account

ACCOUNTS, POSITIONS = "accounts", "positions"
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "simulated",
    "AWS_SECRET_ACCESS_KEY": "simulated",
    "AWS_DEFAULT_REGION": "us-east-1",
    "ACCOUNTS_TABLE": ACCOUNTS,
    "BUS_NAME": "events",
    "CLAIMS_BUCKET": "raw",
    "CONSUMER": "fraud",
    "HASH_KEYS_SECRET": "keys",
    "POSITIONS_HOURS": "192",
    "POSITIONS_TABLE": POSITIONS,
    "POWERTOOLS_METRICS_NAMESPACE": "Sluice",
    "POWERTOOLS_SERVICE_NAME": "fraud",
    "QUARANTINE_BUCKET": "quarantine",
    "OLDEST_DAY": "2017-01-01",
    "OLDEST_HISTORY_DAY": "2010-01-01",
    "THRESHOLDS": "{}",
}

KEY_RING = KeyRing(64 * "k")

_decode = msgspec.msgpack.Decoder(Account).decode


class Secrets:
    """Secrets Manager with the keys of accounts' names; it is asked once a process."""

    def get_secret_value(self, SecretId: str) -> Mapping[str, str]:  # noqa: ARG002, N803
        """Return the keys."""
        return {"SecretString": to_text(KEY_RING)}


def handler(dynamodb: SimulatedDynamoDB, _workers: int) -> Handler:
    """Return the fraud function's handler as its module makes it."""
    with patch.dict(os.environ, ENVIRONMENT):
        # What is imported reads its settings, and finds its output, when it is imported.
        from lambdas.core import clients

        def bound(make: Callable[[], Any]) -> Callable[[], Any]:
            def client() -> Any:  # noqa: ANN401 - of either service
                made = make()
                dynamodb.attach(made)
                return made

            return client

        with (
            patch.object(clients, "dynamodb", bound(clients.dynamodb)),
            patch.object(clients, "events", bound(clients.events)),
            patch.object(clients, "secrets", Secrets),
        ):
            lambda_handler = runpy.run_module("lambdas.fraud.handler")["lambda_handler"]
    return lambda event: lambda_handler(event, Context())


def purchases(dynamodb: SimulatedDynamoDB) -> Counter[str]:
    """Return how many purchases each account remembers."""
    items = dynamodb.tables.items[ACCOUNTS].values()
    return Counter({item["account"]["S"]: _decode(b64decode(item["state"]["B"])).sales for item in items})


def expected(payloads: Iterable[bytes]) -> Counter[str]:
    """Return how many it must: a sale counts once, for its payment token and for its member."""
    bought = {each.sale_id: each for each in map(sale, payloads) if each.net_cents > 0}.values()
    tokens = Counter(compute_name(KEY_RING.key, "token", each.payment_token) for each in bought)
    members = (each.loyalty_id for each in bought if each.loyalty_id)
    return tokens + Counter(compute_name(KEY_RING.key, "member", each) for each in members)


KEYS = {ACCOUNTS: ("account",), POSITIONS: ("consumer", "shard")}
DESIGN = Design("fraud", KEYS, handler, purchases, expected=expected)
