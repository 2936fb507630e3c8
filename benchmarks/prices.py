"""What a batch and a row cost at the list prices of `prices`."""

from prices import ARM_SECOND, READ_UNIT, ROWS_STORED, RUN, WRITE_UNIT

WRITE_UNITS = WRITE_UNIT.dollars
READ_UNITS = READ_UNIT.dollars
STORED_GB_MONTH = ROWS_STORED.dollars

MEBIBYTES_A_CORE = 1769
"""With so much memory a function has one core, with less its share (configuration-memory)."""


def lambda_seconds(wall: float, cpu: float, mebibytes: int) -> float:
    """How long what took `wall` on a whole core takes on a function's share of one."""
    share = min(1.0, mebibytes / MEBIBYTES_A_CORE)
    return wall + cpu * (1 / share - 1)


def lambda_dollars(seconds: float, mebibytes: int) -> float:
    """What one invocation costs."""
    return RUN.dollars + seconds * mebibytes / 1024 * ARM_SECOND.dollars
