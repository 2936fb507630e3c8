"""What AWS lists for us-east-1, on-demand; DynamoDB's prices are those since November 2024.

https://aws.amazon.com/dynamodb/pricing/on-demand/ (standard table class) and https://aws.amazon.com/lambda/pricing/
(arm64, first tier). Nothing free of charge is taken off.
"""

WRITE_UNITS = 0.625 / 1_000_000
READ_UNITS = 0.125 / 1_000_000
STORED_GB_MONTH = 0.25
LAMBDA_GB_SECOND = 0.0000133334
LAMBDA_REQUEST = 0.20 / 1_000_000

MEBIBYTES_A_CORE = 1769
"""With so much memory a function has one core, with less its share (configuration-memory)."""


def lambda_seconds(wall: float, cpu: float, mebibytes: int) -> float:
    """How long what took `wall` on a whole core takes on a function's share of one."""
    share = min(1.0, mebibytes / MEBIBYTES_A_CORE)
    return wall + cpu * (1 / share - 1)


def lambda_dollars(seconds: float, mebibytes: int) -> float:
    """What one invocation costs."""
    return LAMBDA_REQUEST + seconds * mebibytes / 1024 * LAMBDA_GB_SECOND
