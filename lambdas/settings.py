"""What the template tells a consumer, read once at start."""

import os
from dataclasses import dataclass


class MissingSetting(RuntimeError):
    """An environment variable that the template should have set."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The environment of a consumer's function, typed."""

    consumer: str
    ledger_table: str
    quarantine_bucket: str
    claims_bucket: str

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read the settings; raise MissingSetting and name the one that is not there."""
        return cls(
            consumer=_required("CONSUMER"),
            ledger_table=_required("LEDGER_TABLE"),
            quarantine_bucket=_required("QUARANTINE_BUCKET"),
            claims_bucket=_required("CLAIMS_BUCKET"),
        )


def _required(name: str) -> str:
    if not (value := os.environ.get(name)):
        raise MissingSetting(f"{name} is not set: the function's environment must name it")
    return value
