"""Archives of event buses, put into MiniStack's process.

By itself its CloudFormation doesn't know an archive, and its archives keep what EventBridge would refuse.
Here the data plane keeps what is archived (twin/semantics/event_archive.py), and how many events that are is
counted when somebody asks. EventBridge counts once a day, and forgets what is too old: no play lives so long.
"""

import json
from collections.abc import Callable, Mapping

from twin.semantics.event_pattern import EventPattern
from twin.services.buses import Kept
from twin.services.internals import internals
from twin.services.own_actions import Answer, Document

ARCHIVE = "AWS::Events::Archive"
COUNTING = ("_describe_archive", "_list_archives")
OK = 200

Ask = Callable[[Document], Answer]


class NotArchived(Exception):
    """EventBridge refused an archive; CloudFormation tells it as the reason why the stack failed."""


def install(kept: Kept) -> None:
    """Replace and add what is missing, `kept` being what the buses took; raises NotInstalled."""
    events = internals("ministack.services.eventbridge", *COUNTING, "_archives", "_archive_event")
    types = internals(
        "ministack.services.cloudformation.provisioners", "_RESOURCE_HANDLERS", "_physical_name"
    )
    events._archive_event = lambda *_: None
    for name in COUNTING:
        setattr(events, name, _counted(events._archives, kept, getattr(events, name)))
    types._RESOURCE_HANDLERS[ARCHIVE] = {
        "create": _archiving(events._create_archive, types._physical_name),
        "delete": lambda name, _: events._delete_archive({"ArchiveName": name}),
    }


def _counted(archives: Mapping[str, Document], kept: Kept, others: Ask) -> Ask:
    """Counts before it answers."""

    def answered(asked: Document) -> Answer:
        for archive in archives.values():
            taken = kept[archive["EventSourceArn"].rpartition("/")[2]]
            archive |= _count(archive["EventPattern"], taken)
        return others(asked)

    return answered


def _count(pattern: str, taken: list[Document]) -> Document:
    archived = EventPattern.parse(json.loads(pattern)) if pattern else EventPattern()
    sizes = [len(json.dumps(event)) for event in taken if archived.matches(event)]
    return {"EventCount": len(sizes), "SizeBytes": sum(sizes)}


def _archiving(
    create: Ask, named: Callable[..., str]
) -> Callable[[str, Document, str], tuple[str, Document]]:
    """Creates an archive; its Ref is its name.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-events-archive.html
    """

    def created(logical_id: str, properties: Document, stack: str) -> tuple[str, Document]:
        name = properties.get("ArchiveName") or named(stack, logical_id, max_len=48)
        pattern = properties.get("EventPattern")
        status, _headers, body = create(
            {
                **properties,
                "ArchiveName": name,
                "EventSourceArn": properties["SourceArn"],
                "EventPattern": json.dumps(pattern) if pattern else "",
            }
        )
        if status != OK:
            raise NotArchived(body)
        return name, {"Arn": json.loads(body)["ArchiveArn"]}

    return created
