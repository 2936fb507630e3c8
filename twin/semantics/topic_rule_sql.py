"""The part of AWS IoT SQL that the rules of this app use: everything of a message, by one condition on it.

https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-reference.html
"""

import json
import re
from base64 import b64encode
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from twin.semantics.properties import Unsupported

STATEMENT = re.compile(r"SELECT (?P<selected>.+) FROM '(?P<filter>[^']+)' WHERE (?P<condition>.+)")
COMPARISON = re.compile(r"(?P<field>\w+) (?P<operator>=|<>) topic\((?P<level>\d+)\)")
IS_UNDEFINED = re.compile(r"isUndefined\((?P<field>\w+)\)")
TOPIC_LEVEL = re.compile(r"\$\{topic\((\d+)\)\}")
WHOLE = "*"
COLUMN = re.compile(r"(?P<expression>topic\(\)|encode\(\*, 'base64'\)) AS (?P<name>\w+)")
ONE_LEVEL, REST = "+", "#"


class Missing(Enum):
    """The value of a field that isn't there, or of a payload that is no JSON object."""

    UNDEFINED = auto()


@dataclass(frozen=True, slots=True)
class Publish:
    """What a device published: the topic, its bytes, and the client's id."""

    topic: str
    payload: bytes
    client_id: str = ""

    @property
    def fields(self) -> dict[str, Any]:
        """Return the payload as an object, an empty one if it is none.

        "You can also use these SELECT clauses with binary payloads", with a field in the WHERE clause:
        https://docs.aws.amazon.com/iot/latest/developerguide/binary-payloads.html
        """
        try:
            decoded = json.loads(self.payload)
        except (ValueError, RecursionError):
            return {}
        return decoded if isinstance(decoded, dict) else {}


@dataclass(frozen=True, slots=True)
class TopicQuery:
    """A statement, taken apart; raises Unsupported for what the twin doesn't know."""

    selected: str
    filter: str
    condition: str

    @classmethod
    def parse(cls, sql: str) -> "TopicQuery":
        """Read a statement."""
        found = STATEMENT.fullmatch(sql)
        if found is None or not _is_known(found["selected"], found["condition"]):
            raise Unsupported(f"The twin can't run this AWS::IoT::TopicRule: Sql {sql!r}")
        return cls(found["selected"], found["filter"], found["condition"])

    def takes(self, published: Publish) -> bool:
        """Say whether the rule's actions are performed: only "if the WHERE clause evaluates to true".

        https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-where.html
        """
        return matches(self.filter, published.topic) and self._holds(published)

    def result(self, published: Publish) -> bytes:
        """Return what the actions get: of `*` the payload's own bytes, else the columns as JSON."""
        if self.selected == WHOLE:
            return published.payload
        columns = {each["name"]: _column(each["expression"], published) for each in _columns(self.selected)}
        return json.dumps(columns, separators=(",", ":")).encode()

    def _holds(self, published: Publish) -> bool:
        if undefined := IS_UNDEFINED.fullmatch(self.condition):
            return undefined["field"] not in published.fields
        compared = COMPARISON.fullmatch(self.condition)
        if compared is None:
            raise Unsupported(f"The twin knows no condition {self.condition!r}.")
        value = published.fields.get(compared["field"], Missing.UNDEFINED)
        if value is Missing.UNDEFINED:
            # Neither equal nor unequal: https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-operators.html
            return False
        return (value == level(published.topic, int(compared["level"]))) is (compared["operator"] == "=")


def matches(topic_filter: str, topic: str) -> bool:
    """Say whether a topic is of a filter: https://docs.aws.amazon.com/iot/latest/developerguide/topics.html#topicfilters."""
    wanted, levels = topic_filter.split("/"), topic.split("/")
    if wanted[-1] == REST:
        wanted, levels = wanted[:-1], levels[: len(wanted) - 1]
    return len(wanted) == len(levels) and all(
        each in (ONE_LEVEL, there) for each, there in zip(wanted, levels, strict=True)
    )


def level(topic: str, number: int) -> str:
    """Return a level of a topic, the first being 1; an empty text where there is none.

    https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-functions.html#iot-function-topic
    """
    levels = topic.split("/")
    return levels[number - 1] if number <= len(levels) else ""


def substituted(template: str, published: Publish) -> str:
    """Fill a substitution template in.

    https://docs.aws.amazon.com/iot/latest/developerguide/iot-substitution-templates.html
    """
    filled = TOPIC_LEVEL.sub(lambda found: level(published.topic, int(found[1])), template)
    if "${" in filled:
        raise Unsupported(f"The twin can't fill in {template!r}.")
    return filled


def _is_known(selected: str, condition: str) -> bool:
    columns = selected == WHOLE or ", ".join(each[0] for each in _columns(selected)) == selected
    return columns and bool(IS_UNDEFINED.fullmatch(condition) or COMPARISON.fullmatch(condition))


def _columns(selected: str) -> list[re.Match[str]]:
    return list(COLUMN.finditer(selected))


def _column(expression: str, published: Publish) -> str:
    return published.topic if expression == "topic()" else b64encode(published.payload).decode()
