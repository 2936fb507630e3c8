"""Errors of an AWS call that are known to pass: every other one is permanent for a record that causes it.

Whether a record can depends on the call. Two calls take what a sender has chosen, and go by this module:
the fetch of a claim, whose key and object are the sender's, and the insert of an event's row, whose size is.
What else is written (quarantine, accounts, shelves, positions, events) has keys and sizes with bounds below
those of its service: a fault there passes or is our own, so it is delivered again, whatever its code.
"""

from botocore.exceptions import BotoCoreError, ClientError

THROTTLED = frozenset(
    {
        "BandwidthLimitExceeded",
        "LimitExceededException",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingError",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
"""https://docs.aws.amazon.com/boto3/latest/guide/retries.html, and those of a statement in a batch:
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementError.html"""

UNDER_WAY = frozenset(
    {
        "InternalError",
        "InternalServerError",
        "OperationAborted",
        "PriorRequestNotComplete",
        "ReplicatedWriteConflictException",
        "RequestTimeout",
        "RequestTimeoutException",
        "ServiceUnavailable",
        "TransactionConflict",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)
"""The service's own faults and what another request is in the way of.

https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
"""

DEPLOYMENT = frozenset(
    {
        "ExpiredToken",
        "ExpiredTokenException",
        "IncompleteSignatureException",
        "InvalidAccessKeyId",
        "InvalidSignatureException",
        "InvalidToken",
        "MissingAuthenticationTokenException",
        "NoSuchBucket",
        "RequestExpired",
        "RequestTimeTooSkewed",
        "ResourceNotFound",
        "ResourceNotFoundException",
        "UnrecognizedClientException",
    }
)
"""Of who calls, and of the bucket or table that our settings name: no record causes them, and they pass when
the credentials are renewed or the deployment is mended: the pages above, and
https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html"""

DENIED = frozenset({"AccessDenied", "AccessDeniedException"})
"""Not known to pass: it depends on the call whether a record can cause them."""

STATUSES = frozenset({429, 500, 502, 503, 504})
"""Known to pass whatever the code: https://docs.aws.amazon.com/boto3/latest/guide/retries.html"""


def is_transient(code: str) -> bool:
    """Return whether an error of this code is known to pass, and no record is to blame for it."""
    return code in THROTTLED or code in UNDER_WAY or code in DEPLOYMENT


def may_pass(error: ClientError) -> bool:
    """Return the same of a whole call, by its code or the HTTP status."""
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    return is_transient(code_of(error)) or status in STATUSES


def code_of(error: ClientError | BotoCoreError) -> str:
    """Return the service's code, or the name of what kept the call from being answered."""
    return error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__
