"""The rules by which AWS moves records: pure, on a clock that the caller owns, each citing its source."""
