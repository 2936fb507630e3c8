"""Has a function transform the records of a delivery stream before they are delivered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from twin.plane.invocation import FunctionRaised, NotReached, answer
from twin.semantics.transformation import Transformed, event_of, fail, judge, split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from types_boto3_lambda import LambdaClient

    from twin.semantics.records import StreamRecord
    from twin.semantics.transformation import Transformation


@dataclass(frozen=True, slots=True)
class Transformer:
    """The function of one delivery stream; `client` must not repeat a call by itself."""

    client: LambdaClient
    transformation: Transformation
    delivery: str
    stream_arn: str

    def transform(self, records: Sequence[StreamRecord]) -> Transformed:
        """Return what became of all of them."""
        parts = split(records, self.transformation.most_bytes)
        return sum((self._transform_part(each) for each in parts), Transformed())

    def _transform_part(self, records: Sequence[StreamRecord]) -> Transformed:
        """Invoke, and again if that failed; that its own errors are tried again is modelled."""
        event, attempts = event_of(records, self.delivery, self.stream_arn), self.transformation.retries + 1
        for _ in range(attempts):
            try:
                return judge(records, answer(self.client, self.transformation.function_arn, event))
            except (NotReached, FunctionRaised) as error:
                cause = str(error)
        return fail(records, "Lambda.FunctionError", cause, attempts)
