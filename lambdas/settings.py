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
            consumer=required("CONSUMER"),
            ledger_table=required("LEDGER_TABLE"),
            quarantine_bucket=required("QUARANTINE_BUCKET"),
            claims_bucket=required("CLAIMS_BUCKET"),
        )


def required(name: str) -> str:
    """Return a variable of the environment; raise MissingSetting if it is not there."""
    if not (value := os.environ.get(name)):
        raise MissingSetting(f"{name} is not set: the function's environment must name it")
    return value
