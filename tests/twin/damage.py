"""What goes wrong by hand, so that there is something to mend."""

import json
from dataclasses import replace
from gzip import compress
from typing import Any

import msgspec

from lambdas.core.ledger_row import ENTRY, NAMES, PARTITION
from lambdas.core.manifest.item import key_of
from lambdas.core.pseudonyms.names import KeySecret, Pseudonyms
from lambdas.core.raw import hour_prefix
from lambdas.fraud.accounts import account_namer, open_accounts
from tests.twin.operated import APPLE, PEAR, ROWS, SHELVES, World

LEDGERS = ("InventoryLedger", "LoyaltyLedger")


class Damage:
    """Done under the account's own key, which nobody evaluates."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.raw = world.output("RawBucket")
        self.overwritten = ""
        self.broken: list[str] = []

    def lose_entry(self) -> None:
        """Of the manifest."""
        table, entry = self._world.output("ManifestTable"), self._world.entries()[0]
        self._world.dynamodb.delete_item(TableName=table, Key=key_of(entry))

    def overwrite(self) -> None:
        """An object of raw, by one that holds nothing: what nobody can read would stop a replay."""
        self.overwritten = self._world.objects()[0]
        self._world.s3.put_object(Bucket=self.raw, Key=self.overwritten, Body=compress(b""))
        self._world.quiet()

    def break_object(self) -> None:
        """Write one that nobody can read."""
        key = f"{hour_prefix(self._world.began)}by-hand.gz"
        version = self._world.s3.put_object(Bucket=self.raw, Key=key, Body=b"no gzip")["VersionId"]
        self.broken = [key, "--version", version]
        self._world.quiet()

    def change_rows(self) -> None:
        """Of each ledger one is gone, and one is of other bytes."""
        for ledger in map(self._world.output, LEDGERS):
            gone, changed, *_ = self._rows(ledger)
            self._world.dynamodb.delete_item(TableName=ledger, Key=_key(gone))
            self._world.dynamodb.put_item(TableName=ledger, Item={**changed, "digest": {"B": b"other"}})

    def make_up_rows(self) -> None:
        """To each ledger comes one that no sale explains."""
        for ledger in map(self._world.output, LEDGERS):
            row = self._rows(ledger)[-1]
            made_up = {**row, "entry": {"S": "2017-03-01/9/9"}, "digest": {"B": b"made up"}}
            self._world.dynamodb.put_item(TableName=ledger, Item=made_up)

    def change_shelves(self) -> None:
        """One holds more than it must, and one isn't there."""
        table, dynamodb = self._world.output("ShelvesTable"), self._world.dynamodb
        dynamodb.delete_item(TableName=table, Key=_shelf(PEAR))
        item = dynamodb.get_item(TableName=table, Key=_shelf(APPLE))["Item"]
        shelf = json.loads(item["shelf"]["S"])
        shelf["on_hand"] = shelf.get("on_hand", 0) + 5
        more = {"on_hand": {"N": str(shelf["on_hand"])}, "shelf": {"S": json.dumps(shelf)}}
        dynamodb.put_item(TableName=table, Item={**item, **more})

    def change_accounts(self) -> None:
        """One remembers other sums than its sales come to, and one isn't there."""
        keys = KeySecret(self._world.client("secretsmanager"), self._world.output("HashKeysSecret"))
        name, table = account_namer(Pseudonyms(keys)), self._world.output("AccountsTable")
        accounts = open_accounts(self._world.dynamodb, table, name, days=1)
        gone, changed = "member#1234", "token#tok_paid"
        self._world.dynamodb.delete_item(TableName=table, Key={"account": {"S": name(gone).current}})
        read = accounts.read([changed])[changed]
        more = msgspec.structs.replace(read.value, refunded=77)
        accounts.write({changed: replace(read, value=more)})
        self._world.quiet()

    def _rows(self, ledger: str) -> list[dict[str, Any]]:
        found = self._world.dynamodb.query(
            TableName=ledger,
            KeyConditionExpression="#partition = :store",
            ExpressionAttributeNames=NAMES,
            ExpressionAttributeValues={":store": {"S": ROWS}},
        )
        return list(found["Items"])


def _key(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in (PARTITION, ENTRY)}


def _shelf(sku: str) -> dict[str, Any]:
    return {"store_id": {"S": SHELVES}, "sku": {"S": sku}}
