"""Firehose's custom S3 prefixes: https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html."""

import re
from datetime import UTC, datetime

EXPRESSION = re.compile(r"!\{(\w+):([^}]*)\}")
PATTERN = re.compile(r"'((?:''|[^'])*+)'|([a-zA-Z])\2*|[^a-zA-Z'\[\]{}#]")
TIME_FIELDS = {"yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}
BY_HOUR = "!{timestamp:yyyy/MM/dd/HH/}"
ERROR_TYPE = "!{firehose:error-output-type}"


def check(prefix: str, error_prefix: str | None) -> None:
    """Raise ValueError for what Firehose refuses, and for expressions that the twin can't evaluate."""
    if ERROR_TYPE in prefix:
        raise ValueError(f"Prefix can't contain {ERROR_TYPE}")
    if error_prefix is None and EXPRESSION.search(prefix):
        raise ValueError("ErrorOutputPrefix can't be null when Prefix contains expressions")
    if error_prefix and EXPRESSION.search(error_prefix) and ERROR_TYPE not in error_prefix:
        raise ValueError(f"ErrorOutputPrefix contains expressions, but not {ERROR_TYPE}")
    for expressions in (prefix, (error_prefix or "").replace(ERROR_TYPE, "")):
        evaluate(expressions, datetime.fromtimestamp(0, UTC))


def evaluate(prefix: str, at: datetime) -> str:
    """Return the prefix at an instant, in UTC: "the approximate arrival timestamp of the oldest record".

    "If you specify a prefix that doesn't contain a timestamp namespace expression, Firehose appends the
    expression !{timestamp:yyyy/MM/dd/HH/}".
    """
    if "!{timestamp:" not in prefix:
        prefix += BY_HOUR
    return EXPRESSION.sub(lambda expression: _value(expression, at), prefix)


def _value(expression: re.Match[str], at: datetime) -> str:
    namespace, pattern = expression.groups()
    if namespace != "timestamp":
        raise ValueError(f"the twin doesn't evaluate {expression.group()}")
    tokens = list(PATTERN.finditer(pattern))
    if "".join(token.group() for token in tokens) != pattern:
        reason = "a quote without an end, or one of []{}#"
        raise ValueError(f"the twin doesn't evaluate {expression.group()}: {reason}")
    return "".join(_field(token, at) for token in tokens)


def _field(token: re.Match[str], at: datetime) -> str:
    """ "Any character that isn't in single quotes is evaluated"; here, the numeric fields of a date.

    Two quotes are a quote, within a literal or not:
    https://docs.oracle.com/javase/8/docs/api/java/time/format/DateTimeFormatter.html#patterns
    """
    if token.group(1) is not None:
        return token.group(1).replace("''", "'") or "'"
    if token.group(2) is None:
        return token.group()
    if token.group() not in TIME_FIELDS:
        raise ValueError(f"the twin doesn't evaluate {token.group()} in a timestamp")
    return at.strftime(TIME_FIELDS[token.group()])
