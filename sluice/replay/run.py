"""A replay as its header tells of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from lambdas.core.replay.run import RUN, State
from sluice.replay.window import Window


@dataclass(frozen=True, kw_only=True)
class ReplayRun:
    """A replay: `into` a generation of tables, to one `consumer`, or back on the stream."""

    id: str
    state: State
    window: Window
    rate: int
    records: int
    bytes: int
    started_at: datetime
    into: str | None = None
    consumer: str | None = None
    chunks: int | None = None
    ended_at: datetime | None = None
    executions: int = 1
    sent: int = 0
    left_out: int = 0

    @classmethod
    def of(cls, item: Mapping[str, Any]) -> Self:
        """Read a header."""
        partition = item.get("partition", {}).get("S")
        return cls(
            id=item["replay"]["S"],
            state=State(item["state"]["S"]),
            window=Window(_time(item, "from"), _time(item, "to"), partition),
            rate=_number(item, "rate"),
            records=_number(item, "records"),
            bytes=_number(item, "bytes"),
            started_at=_time(item, "started_at"),
            into=item.get("into", {}).get("S"),
            consumer=item.get("consumer", {}).get("S"),
            chunks=_number(item, "chunks") if "chunks" in item else None,
            ended_at=_time(item, "ended_at") if "ended_at" in item else None,
            executions=_number(item, "executions"),
            sent=_number(item, "sent"),
            left_out=_number(item, "left_out"),
        )

    def item(self) -> dict[str, Any]:
        """Return the header of a replay that is to start."""
        told = {"partition": self.window.partition, "into": self.into, "consumer": self.consumer}
        return {name: {"S": value} for name, value in told.items() if value} | {
            "replay": {"S": self.id},
            "item": {"S": RUN},
            "state": {"S": self.state},
            "from": {"S": self.window.start.isoformat()},
            "to": {"S": self.window.end.isoformat()},
            "rate": {"N": str(self.rate)},
            "records": {"N": str(self.records)},
            "bytes": {"N": str(self.bytes)},
            "started_at": {"S": self.started_at.isoformat(timespec="seconds")},
            "executions": {"N": str(self.executions)},
        }


def _number(item: Mapping[str, Any], name: str) -> int:
    return int(item.get(name, {}).get("N", 0))


def _time(item: Mapping[str, Any], name: str) -> datetime:
    return datetime.fromisoformat(item[name]["S"])
