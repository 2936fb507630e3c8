"""Names for readers: of a resource its place in the app, which is the same in every deployment."""

import re

from twin.resolve import Resolved

SHORTEST = 8
"""Characters of an id that stands for itself wherever it is found."""

UNNAMED = frozenset({"AWS::CDK::Metadata", "AWS::Glue::Table", "AWS::Kinesis::StreamConsumer"})
"""Types whose physical ids are words that stand elsewhere too, or times."""
VARYING = re.compile(
    r"[0-9a-f]{64}|(?<=-)[0-9a-f]{8}(?![0-9A-Za-z])|\d{4}-\d\d-\d\dT[\d:.]+Z?|(?<=:)\d{10}\b"
)
"""A hash of what is deployed, a stack's lifetime, or the time at which."""
ARN = re.compile(r"arn:aws:([a-z0-9-]+):[a-z0-9-]*:[0-9]*:")


class ReaderNames:
    """Puts the construct path of a resource in the place of its physical id."""

    def __init__(self, app: Resolved) -> None:
        named = {
            name: short(one.path)
            for one, physical_id in app.deployed()
            if len(name := _name(one.type, physical_id)) >= SHORTEST and one.type not in UNNAMED
        }
        # The longest first: an id may begin with another.
        self._paths = dict(sorted(named.items(), key=lambda pair: -len(pair[0])))
        self._ids = re.compile("|".join(map(re.escape, self._paths)))

    def of(self, text: str) -> str:
        """Return an ARN, or a text with ARNs in it, as a reader knows what it names."""
        told = self._ids.sub(lambda found: f"<{self._paths[found[0]]}>", text)
        return VARYING.sub("…", ARN.sub(r"\1:", told))


def _name(type_: str, physical_id: str) -> str:
    if type_ == "AWS::Batch::JobDefinition":
        return physical_id.rpartition("/")[2].partition(":")[0]  # without its revision
    return physical_id.rpartition("/" if type_ == "AWS::SQS::Queue" else ":")[2]


def short(path: str) -> str:
    """Return a construct path without what every path has: environment, "Resource", "DefaultPolicy"."""
    _, _, stack = path.partition("-")[2].partition("-")
    return (stack or path).removesuffix("/Resource").removesuffix("/DefaultPolicy")
