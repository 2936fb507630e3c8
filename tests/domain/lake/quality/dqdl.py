"""A reader of DQDL, by AWS's own grammar (https://github.com/awslabs/dqdl) as far as our rulesets need it.

What a rule type takes is from https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types.html.
"""

import re
from dataclasses import dataclass

TOKEN = re.compile(
    r'(?P<text>"(?:[^"\\]|\\.)*")|(?P<number>-?\d+(?:\.\d+)?(?![\w.]))|(?P<word>[A-Za-z_]\w*)'
    r"|(?P<sign>[<>!]=|[=<>\[\](),])|(?P<space>\s+)|(?P<wrong>.)"
)
KEYWORDS = {"NULL", "EMPTY", "WHITESPACES_ONLY"}
COMPARISONS = {"=", "!=", "<", "<=", ">", ">="}
# Whether a type takes a condition, and how many parameters at most.
TYPES = {
    "IsComplete": (False, 1),
    "IsUnique": (False, 1),
    "IsPrimaryKey": (False, 99),
    "ColumnValues": (True, 1),
    "CustomSql": (True, 1),
    "RowCount": (True, 0),
    "Completeness": (True, 1),
    "ReferentialIntegrity": (True, 2),
}


class NoDqdl(ValueError):
    """Text that Glue refuses."""


@dataclass(frozen=True)
class Clause:
    """A rule type with its parameters, and the condition on what it measures."""

    type: str
    parameters: tuple[str, ...]
    operator: str
    values: tuple[str, ...]


class Reader:
    """The tokens that are left."""

    def __init__(self, text: str) -> None:
        """Cut the text in tokens."""
        found = [(match.lastgroup, match.group()) for match in TOKEN.finditer(text)]
        self.tokens = [(kind, token) for kind, token in found if kind != "space"]

    def next(self) -> str:
        """What comes next, or nothing."""
        return self.tokens[0][1] if self.tokens else ""

    def take(self, *wanted: str, kind: str = "") -> str:
        """The next token, which must be one of these or of a kind."""
        if not self.tokens or (self.next() not in wanted and self.tokens[0][0] != kind):
            raise NoDqdl(f"{self.next()!r} where {wanted or kind} is expected")
        return self.tokens.pop(0)[1]

    def skip(self, token: str) -> bool:
        """Take a token if it is the next."""
        return self.next() == token and bool(self.tokens.pop(0))


def read(text: str) -> list[list[Clause]]:
    """A ruleset's rules, each of the clauses that must all hold, or one of them."""
    reader = Reader(text)
    for token in ("Rules", "=", "["):
        reader.take(token)
    rules = [_rule(reader)]
    while reader.skip(","):
        rules.append(_rule(reader))
    reader.take("]")
    if reader.tokens:
        raise NoDqdl(f"{reader.next()!r} after the end")
    return rules


def _rule(reader: Reader) -> list[Clause]:
    if reader.next() != "(":
        return [_clause(reader)]
    clauses = [_in_parentheses(reader)]
    joint = reader.next()
    while joint in {"and", "or", "AND", "OR"} and reader.skip(joint):
        clauses.append(_in_parentheses(reader))
    return clauses


def _in_parentheses(reader: Reader) -> Clause:
    reader.take("(")
    clause = _clause(reader)
    reader.take(")")
    return clause


def _clause(reader: Reader) -> Clause:
    type_ = reader.take(*TYPES)
    parameters = []
    while reader.next().startswith('"'):
        parameters.append(reader.take(kind="text").strip('"'))
    operator, values = _condition(reader)
    asks, most = TYPES[type_]
    if asks != bool(operator) or not min(most, 1) <= len(parameters) <= most:
        raise NoDqdl(f"{type_} with {parameters} and {operator or 'no condition'}")
    return Clause(type_, tuple(parameters), operator, tuple(values))


def _condition(reader: Reader) -> tuple[str, list[str]]:
    negated = "not " if reader.skip("not") else ""
    operator = reader.next()
    if operator in COMPARISONS and not negated:
        reader.take(operator)
        return operator, [_value(reader)]
    if reader.skip("in"):
        return f"{negated}in", _values(reader)
    if reader.skip("between"):
        low = _value(reader)
        reader.take("and")
        return f"{negated}between", [low, _value(reader)]
    if negated:
        raise NoDqdl(f"{operator!r} after not")
    return "", []


def _values(reader: Reader) -> list[str]:
    reader.take("[")
    values = [_value(reader)]
    while reader.skip(","):
        values.append(_value(reader))
    reader.take("]")
    return values


def _value(reader: Reader) -> str:
    if reader.next().startswith('"'):
        return reader.take(kind="text").strip('"')
    return reader.take(*KEYWORDS, kind="number")
