"""The accounts in their table; one expires some time after its last sale.

In the table they are called by keyed hashes: whose account an item is, nobody can tell who has no key.
"""

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from lambdas.core.ledger_row import Attributes
from lambdas.core.optimistic_table import ItemCodec, OptimisticTable
from lambdas.core.pseudonyms.names import ItemNames, Pseudonyms
from lambdas.core.renamed_table import RenamedTable
from lambdas.fraud.account import Account

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

DAY_SECONDS = 86_400

Accounts: TypeAlias = RenamedTable[Account]

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Account).decode


def open_accounts(
    dynamodb: "DynamoDBClient", table: str, name: Callable[[str], ItemNames], *, days: int
) -> Accounts:
    """Return the accounts of a table, each kept for so many days after it was written."""

    def attributes(account: Account) -> Attributes:
        expires = int(time.time()) + days * DAY_SECONDS
        return {"state": {"B": _encode(account)}, "expires": {"N": str(expires)}}

    codec = ItemCodec(_key, _key_of, attributes, _account, lambda _: Account())
    return RenamedTable(OptimisticTable(dynamodb, table, codec), name)


def account_namer(pseudonyms: Pseudonyms) -> Callable[[str], ItemNames]:
    """Return what names an account such as `member#1234` in the table.

    Until version 0.2.0 it lay there under that itself. Such an item is moved when it is written next, and
    expires otherwise: once all of them have, `plain` can go.
    """

    def name(account: str) -> ItemNames:
        kind, _, identifier = account.partition("#")
        return pseudonyms.name(kind, identifier, plain=account)

    return name


def _key(name: str) -> Attributes:
    return {"account": {"S": name}}


def _key_of(item: Mapping[str, Any]) -> str:
    return str(item["account"]["S"])


def _account(item: Mapping[str, Any]) -> Account:
    return _decode(item["state"]["B"])
