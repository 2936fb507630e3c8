"""Java's regular expressions, as far as Python reads them alike; one that may mean something else is refused.

https://docs.oracle.com/javase/8/docs/api/java/util/regex/Pattern.html
"""

import re
from functools import cache

from twin.semantics.properties import Unsupported

JAVA = re.compile(
    "|".join(
        (
            r"\\[dDwWsS]",
            r"\\[^\w\s]",
            r"\[\^?(?:\\x\{[0-9a-f]+\}|\\[dDwWsS]|\\[^\w\s]|[^\\\[\]&^])+\]",
            r"\\x\{[0-9a-f]+\}",
            r"\(\?(?::|<?[=!])",
            r"\((?!\?)",
            r"[)|*+?.]",
            r"\{\d+(?:,\d*)?\}",
            r"[^\\\[\]{}^$()|*+?.]",
        )
    )
)
ANY = r"[^\n\r\u0085\u2028\u2029]"


@cache
def java_pattern(pattern: str) -> re.Pattern[str]:
    """Read what Java and Python mean alike: to Java `\\d` is ASCII, and `.` is none of five line ends.

    https://docs.oracle.com/javase/8/docs/api/java/util/regex/Pattern.html
    """
    pieces = [each.group() for each in JAVA.finditer(pattern)]
    try:
        if "".join(pieces) == pattern:
            return re.compile("".join(ANY if each == "." else _in_python(each) for each in pieces), re.ASCII)
    except re.error:
        pass
    raise Unsupported(f"The twin doesn't evaluate this regular expression of a mapping template: {pattern}")


def _in_python(piece: str) -> str:
    """Write a character by its number, which has as many digits as it needs to Java and four to Python."""
    return re.sub(r"\\x\{([0-9a-f]{1,4})\}", lambda number: f"\\u{int(number[1], 16):04x}", piece)


def require_replacement(pattern: str, replacement: str) -> None:
    """Raise Unsupported unless a replacement is text and groups of one digit, as `$1`.

    https://docs.oracle.com/javase/8/docs/api/java/util/regex/Matcher.html#replaceAll-java.lang.String-
    """
    groups = java_pattern(pattern).groups
    plain = re.sub(r"\$(\d)(?!\d)", lambda group: "" if int(group[1]) <= groups else "$", replacement)
    if "\\" in plain or "$" in plain:
        raise Unsupported(f"The twin doesn't evaluate this replacement of a mapping template: {replacement}")


def replace_all(text: str, pattern: str, replacement: str) -> str:
    """Return a text as Java's String.replaceAll does; a group that took no part is nothing."""
    return java_pattern(pattern).sub(re.sub(r"\$(\d)", r"\\g<\1>", replacement), text)
