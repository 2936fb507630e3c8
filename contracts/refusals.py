"""The reasons for which a record can never succeed."""

from enum import StrEnum


class Reason(StrEnum):
    """A reason for which a record can never succeed; the vocabulary of the quarantine."""

    NOT_JSON = "not_json"
    LINE_BREAK = "line_break"
    WRONG_SHAPE = "wrong_shape"
    UNKNOWN_VERSION = "unknown_version"
    BAD_ID = "bad_id"
    CARD_NUMBER = "card_number"
    PURGED = "purged"
    FUTURE = "future"
    TOO_OLD = "too_old"
    CONFLICT = "conflict"
    CLAIM_MISSING = "claim_missing"
    CLAIM_MISMATCH = "claim_mismatch"
    CLAIM_UNREADABLE = "claim_unreadable"
    ROW_REFUSED = "row_refused"
    ORDER_REFUSED = "order_refused"
    ALERT_REFUSED = "alert_refused"
    TOO_LARGE = "too_large"
    RECORD_TOO_LARGE = "record_too_large"
    FOREIGN_SENDER = "foreign_sender"
    UNREADABLE_OBJECT = "unreadable_object"


class BrokenContract(ValueError):
    """A record that no retry can mend: a reason, the field it lies in, and why, never the value itself."""

    def __init__(self, reason: Reason, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.reason, self.field, self.why = reason, field, why
