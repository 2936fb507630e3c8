"""The accounts in their table; one expires some time after its last sale."""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from lambdas.core.ledger_row import Attributes
from lambdas.core.optimistic_table import ItemCodec, OptimisticTable
from lambdas.fraud.account import Account

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

DAY_SECONDS = 86_400

Accounts: TypeAlias = OptimisticTable[str, Account]

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Account).decode


def open_accounts(dynamodb: "DynamoDBClient", table: str, *, days: int) -> Accounts:
    """Return the accounts of a table, each kept for so many days after it was written."""

    def attributes(account: Account) -> Attributes:
        expires = int(time.time()) + days * DAY_SECONDS
        return {"state": {"B": _encode(account)}, "expires": {"N": str(expires)}}

    return OptimisticTable(
        dynamodb, table, ItemCodec(_key, _key_of, attributes, _account, lambda _: Account())
    )


def _key(account: str) -> Attributes:
    return {"account": {"S": account}}


def _key_of(item: Mapping[str, Any]) -> str:
    return str(item["account"]["S"])


def _account(item: Mapping[str, Any]) -> Account:
    return _decode(item["state"]["B"])
