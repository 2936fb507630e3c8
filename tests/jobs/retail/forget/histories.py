"""What a member has bought, as any engine's tables have it, and how raw is without the member."""

import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from domain.lake.tables import CLOSINGS, DAILY_STORE_SALES, QUARANTINED, SALE_LINES, SALES
from jobs import raw
from jobs.lake import Lake
from jobs.raw import BEGINNING, RawObject
from jobs.retail import forget_sales
from jobs.retail.curate_sales import curate
from jobs.retail.day_close import CloseSummary, close, create_day_views, days_to_close
from jobs.retail.forget_sales import ForgettingSummary
from lake.forget_list import FORGETTING, ForgottenPayload, encode_list
from lambdas.core import contract
from tests.jobs.retail.forget.persons import MEMBER, TOKEN, bought, forgotten, redacted
from tests.jobs.retail.forget.traces import versions
from tests.jobs.retail.running import FIRST, SECOND, sold
from tests.lakes import HOUR
from tests.lambdas.corrections import correction
from tests.lambdas.sales import BOUNDS, line

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

LIST = f"{FORGETTING}a-member.jsonl"
REFUSED = {"lines": [line("a"), line(" ")]}
# Not those by which objects, sales and payloads are known.
SUMS = (
    "SELECT store_id, business_day, count(*) AS lines, CAST(sum(total_cents) AS BIGINT) AS cents FROM ("
    "  SELECT l.* FROM sale_lines AS l"
    "  JOIN sales AS s ON s.sale_id = l.sale_id AND s.digest = l.digest"
    ") AS sold GROUP BY store_id, business_day ORDER BY store_id, business_day"
)


@dataclass
class MemberHistory:
    """A member's sales among others: plain, late, in conflict, refused by a rule, corrected; closed days."""

    s3: "S3Client"
    bucket: str
    open_lake: Callable[[], Lake]
    listed: list[ForgottenPayload] = field(default_factory=list)
    first: bytes = bought(1)
    right: bytes = bought(1, 600)

    def happen(self) -> None:
        """Let all of it arrive, be curated and closed."""
        self._write("0", [self.first, sold(9), bought(2), bought(2, 5), bought(4, **REFUSED)])
        self._write("1", [bought(5, 40, SECOND), sold(6, 50, SECOND)])
        self._curate()
        self.close(FIRST)
        self.close(SECOND)
        self._write("2", [correction(self.s3, self.bucket, self.right, settles=[self.first]), bought(7, 70)])
        self._curate()
        self.close()

    def close(self, *asked: date) -> CloseSummary:
        """Close these days, and what was corrected or came late."""
        lake = self.open_lake()
        days = days_to_close(lake, asked, SECOND)
        create_day_views(lake, days)
        return close(lake, days, datetime.now(UTC), [])

    def redact(self) -> None:
        """Write every raw object anew without the member, and delete what it was before."""
        for key, version in list(versions(self.s3, self.bucket, "claims/")):
            self.s3.delete_object(Bucket=self.bucket, Key=key, VersionId=version)
        late = correction(
            self.s3, self.bucket, redacted(self.right), number=1, settles=[redacted(self.first)]
        )
        for name, records in {
            "0": [self.first, sold(9), bought(2), bought(2, 5), bought(4, **REFUSED)],
            "1": [bought(5, 40, SECOND), sold(6, 50, SECOND)],
            "2": [self.right, bought(7, 70)],
        }.items():
            old = next(each for each in self.objects() if each.key.endswith(f"/{name}.gz"))
            left = [late if each is self.right else without_member(each) for each in records]
            new = self._write(name, left)
            self.s3.delete_object(Bucket=self.bucket, Key=old.key, VersionId=old.version)
            named = [each for each in records if each != without_member(each)]
            self.listed += forgotten(named, old.key, (old.version, new))

    def forget(self, lake: Lake | None = None) -> ForgettingSummary:
        """Run the job on the list."""
        self.s3.put_object(Bucket=self.bucket, Key=LIST, Body=encode_list(self.listed))
        given = {"CURATED_BUCKET": self.bucket, "DATABASE": self.bucket, "LIST": LIST}
        words = [word for name, value in given.items() for word in (f"--{name}", value)]
        return forget_sales.main(words, lake or self.open_lake())

    def curate_again(self) -> Any:
        """Curate all that raw has."""
        return self._curate()

    def objects(self) -> list[RawObject]:
        """Return what raw has."""
        return raw.list_versions(self.s3, self.bucket, BEGINNING)

    def sums(self) -> list[dict[str, Any]]:
        """What readers see of each store's day."""
        return self.open_lake().rows(SUMS)

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """All rows of the tables."""
        lake, tables = self.open_lake(), (SALES, SALE_LINES, QUARANTINED, DAILY_STORE_SALES, CLOSINGS)
        found = {table.name: lake.rows(f"SELECT * FROM {table.name}") for table in tables}  # noqa: S608
        return {name: sorted(rows, key=repr) for name, rows in found.items()}

    @property
    def marks(self) -> Sequence[str]:
        """Return what nobody may find: the member, the token, and hashes of payloads that name them."""
        return [MEMBER, TOKEN, *(old for each in self.listed for old in each.old)]

    def _curate(self) -> Any:
        return curate(self.open_lake(), self.objects(), BOUNDS)

    def _write(self, name: str, records: Sequence[bytes]) -> str:
        body = gzip.compress(b"".join(record + b"\n" for record in records))
        return self.s3.put_object(Bucket=self.bucket, Key=f"{HOUR}/{name}.gz", Body=body)["VersionId"]


def without_member(record: bytes) -> bytes:
    """A record without the member, if it has them."""
    named = json.loads(record).get("loyalty_id") == MEMBER
    return redacted(record) if named else record


def digests(record: bytes) -> list[str]:
    """The hashes by which a payload is known."""
    return [each.hex() for each in contract.digests(record)]
