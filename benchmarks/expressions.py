"""The part of DynamoDB's expression language that the measured designs use."""

import operator
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

Value: TypeAlias = dict[str, Any]
Item: TypeAlias = dict[str, Value]
Condition: TypeAlias = Callable[[Item, "Bindings"], bool]

_TOKEN = re.compile(r"[#:]?\w+|<=|>=|<>|[()=<>,]")
_CLAUSE = re.compile(r"\b(SET|ADD|REMOVE)\b")


class Bindings:
    """What a request binds to the placeholders of its expressions."""

    def __init__(self, request: Mapping[str, Any]) -> None:
        self._names: Mapping[str, str] = request.get("ExpressionAttributeNames", {})
        self._values: Mapping[str, Value] = request.get("ExpressionAttributeValues", {})

    def name(self, token: str) -> str:
        """Return the attribute that a token names."""
        return self._names[token] if token.startswith("#") else token

    def value(self, token: str, item: Item) -> Value | None:
        """Return the value that a token stands for: a bound one, or an attribute's."""
        return self._values[token] if token.startswith(":") else item.get(self.name(token))


@lru_cache
def condition(expression: str) -> Condition:
    """Compile a condition expression (DynamoDB developer guide, Expressions.OperatorsAndFunctions)."""
    tokens = _TOKEN.findall(expression)
    compiled = _any_of(tokens)
    if tokens:
        raise NotImplementedError(expression)
    return compiled


def updated(item: Item, expression: str, bindings: Bindings) -> Item:
    """Return the item after an update expression (Expressions.UpdateExpressions)."""
    after = dict(item)
    _, *parts = _CLAUSE.split(expression)
    for clause, actions in zip(parts[::2], parts[1::2], strict=True):
        for action in actions.split(","):
            name, *operand = re.split(r"[\s=]+", action.strip())
            _apply(after, clause, bindings.name(name), bindings.value(operand[0], item) if operand else None)
    return after


def _apply(item: Item, clause: str, name: str, operand: Value | None) -> None:
    if clause == "REMOVE":
        item.pop(name, None)
    elif operand is None:
        raise NotImplementedError(clause)
    else:
        item[name] = operand if clause == "SET" else _added(item.get(name), operand)


def _added(value: Value | None, operand: Value) -> Value:
    ((kind, amount),) = operand.items()
    if value is None:
        return operand
    if kind == "N":
        return {"N": str(int(value["N"]) + int(amount))}
    return {kind: sorted({*value[kind], *amount})}


def _any_of(tokens: list[str]) -> Condition:
    choices = [_all_of(tokens)]
    while tokens and tokens[0] == "OR":
        tokens.pop(0)
        choices.append(_all_of(tokens))
    return lambda item, bindings: any(choice(item, bindings) for choice in choices)


def _all_of(tokens: list[str]) -> Condition:
    terms = [_term(tokens)]
    while tokens and tokens[0] == "AND":
        tokens.pop(0)
        terms.append(_term(tokens))
    return lambda item, bindings: all(term(item, bindings) for term in terms)


def _term(tokens: list[str]) -> Condition:
    head = tokens.pop(0)
    if head == "NOT":
        negated = _term(tokens)
        return lambda item, bindings: not negated(item, bindings)
    if head == "(":
        inner = _any_of(tokens)
        tokens.pop(0)
        return inner
    return _function(head, tokens) if tokens[0] == "(" else _comparison(head, tokens)


def _function(name: str, tokens: list[str]) -> Condition:
    end = tokens.index(")")
    path, *operand = [word for word in tokens[1:end] if word != ","]
    del tokens[: end + 1]
    if name == "contains":
        return lambda item, bindings: _contains(bindings.value(path, item), bindings.value(operand[0], item))
    wanted = {"attribute_exists": True, "attribute_not_exists": False}[name]
    return lambda item, bindings: (bindings.name(path) in item) is wanted


def _contains(collection: Value | None, member: Value | None) -> bool:
    if collection is None or member is None:
        return False
    return next(iter(member.values())) in next(iter(collection.values()))


def _comparison(left: str, tokens: list[str]) -> Condition:
    holds = {"=": operator.eq, "<": operator.lt}[tokens.pop(0)]
    right = tokens.pop(0)

    def compare(item: Item, bindings: Bindings) -> bool:
        one, other = bindings.value(left, item), bindings.value(right, item)
        return one is not None and other is not None and bool(holds(_plain(one), _plain(other)))

    return compare


def _plain(value: Value) -> Any:  # noqa: ANN401 - a string or a number, as the attribute has it
    ((kind, content),) = value.items()
    return int(content) if kind == "N" else content
