"""A Kinesis stream as a producer sees it: one request of sales in, one outcome for each sale out."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from producer.claims import ClaimStore
from producer.outcomes import Accepted, Outcome, Refused, Spooled
from producer.sale import Sale
from producer.spool import Waiting

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient
    from types_boto3_kinesis.type_defs import PutRecordsRequestEntryTypeDef, PutRecordsResultEntryTypeDef

MIB = 1024 * 1024

# https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
RECORDS_A_REQUEST = 500
BYTES_A_REQUEST = 10 * MIB
# https://docs.aws.amazon.com/streams/latest/dev/large-records.html
BYTES_A_RECORD = 1 * MIB
FAULTS = (BotoCoreError, ClientError, ResponseParserError)


class Stream:
    """The stream, what it takes in one request, and the claim check for what one record can't hold."""

    def __init__(
        self, name: str, *, kinesis: "KinesisClient", claims: ClaimStore | None, record_bytes: int
    ) -> None:
        """Write to the stream of this name; `record_bytes` is what its largest record may have."""
        self._name = name
        self._kinesis = kinesis
        self._claims = claims
        self._record_bytes = record_bytes

    def takes(self, sale: Sale) -> Sale:
        """Return the sale if it can travel, as a record or as a claim; raise Refused if it never can."""
        if self._is_oversized(sale):
            if self._claims is None:
                raise Refused(
                    sale.sale_id, f"{sale.size} bytes are over the {self._record_bytes} of a record"
                )
            if not self._claims.takes(sale):
                raise Refused(sale.sale_id, "its id is too long for the key of an oversized sale")
        return sale

    def request(self, waiting: Iterable[Waiting]) -> Iterator[Waiting]:
        """Yield the first sales that go into one request; one that needs a claim goes alone.

        Alone, because a fault of the claim store must not hold up the other stores' sales.
        """
        size = 0
        for count, one in enumerate(waiting):
            size += one.sale.size
            oversized = self._is_oversized(one.sale)
            if count and (count == RECORDS_A_REQUEST or size > BYTES_A_REQUEST or oversized):
                return
            yield one
            if oversized:
                return

    def put(self, sales: Sequence[Sale]) -> list[Outcome]:
        """Send one request; a fault of the whole request is a fault of each sale in it.

        Whatever its code it may pass: what is wrong with a sale itself, `takes` has refused.
        """
        try:
            entries = [self._entry(sale) for sale in sales]
            replies = self._kinesis.put_records(StreamName=self._name, Records=entries)["Records"]
        except FAULTS as fault:
            return [Spooled(sale.sale_id, str(fault)) for sale in sales]
        return [_outcome(sale, reply) for sale, reply in zip(sales, replies, strict=True)]

    def _entry(self, sale: Sale) -> "PutRecordsRequestEntryTypeDef":
        if self._claims is not None and self._is_oversized(sale):
            sale = self._claims.check(sale)
        return {"Data": sale.data, "PartitionKey": sale.store_id}

    def _is_oversized(self, sale: Sale) -> bool:
        return sale.size > self._record_bytes


def _outcome(sale: Sale, reply: "PutRecordsResultEntryTypeDef") -> Outcome:
    if "SequenceNumber" in reply:
        return Accepted(sale.sale_id, reply["ShardId"], reply["SequenceNumber"])
    return Spooled(sale.sale_id, f"{reply['ErrorCode']}: {reply['ErrorMessage']}")
