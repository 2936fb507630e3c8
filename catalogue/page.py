"""The page about the events, for people."""

import json
from collections.abc import Iterable, Iterator

from catalogue.schemas import Schema, example, fields, file_name, schema
from contracts.catalogue_entry import CatalogueEntry
from domain import EVENT

HEAD = """# What travels

Written by `python -m catalogue page` from the contracts, [{nouns}](../{path}) and
[events](../domain/bus_events.py), and from [what is said of them](../domain/catalogue.py): change it there.
A {noun} travels on the stream; what is rare and means something travels on the event bus, as the `detail` of
an event whose `source` is `sluice` and whose `detail-type` is its name.

**Each at least once.** An event may come twice, and two may come in another order than they happened.
`event_id` is made of what the event tells of, never of a clock or by chance: whoever acts on events acts once
on each id.

**Whole, or by claim check.** What is too large for the bus (1 MB) lies in the raw bucket, and its detail is
`{{"event_id": …, "claim": {{"key": …, "sha256": …, "bytes": …}}}}`: read the object and check its hash.

**Never because of a replay.** A replayed event has a `replay-name`; whoever handles it puts nothing on the
bus. A rule with an effect takes replayed events only if their replay is named for it: how one is started is
said in [operating](operating.md).

## How it may change

`schema_version` is major.minor. Within a major version a schema only grows: fields are added, never required;
none is removed, renamed, narrowed or given another meaning. So a reader leaves alone what it doesn't know,
and a writer may be newer than its readers, or older. What can't be said so is a new major version, with a
schema of its own. Readers refuse a major version that they don't know, and keep what they refuse in
quarantine.
"""


def render_page(entries: Iterable[CatalogueEntry]) -> str:
    """Return the whole page."""
    path = f"{EVENT.struct.__module__.replace('.', '/')}.py"
    head = HEAD.format(nouns=EVENT.nouns, noun=EVENT.noun, path=path)
    return "\n".join([head, *(line for entry in entries for line in _section(entry))])


def _section(entry: CatalogueEntry) -> Iterator[str]:
    name = file_name(entry)
    yield f"## {entry.kind.__name__}\n\n{entry.kind.__doc__}\n"
    yield f"- Sent by: {entry.sender}\n- Taken by: {entry.takers}\n- Known again: {entry.once}"
    yield f"- Schema: [{name}](events/{name})\n"
    yield from ("| field | type | required | is |", "| --- | --- | --- | --- |")
    yield from _rows(schema(entry))
    yield f"\n```json\n{json.dumps(example(entry), indent=2)}\n```\n"


def _rows(told: Schema) -> Iterator[str]:
    for field in fields(told):
        cells = f"`{field.name}`", _type(field.schema), "yes" if field.required else ""
        yield f"| {' | '.join(cells)} | {field.schema['description']} |"


def _type(described: Schema) -> str:
    if "anyOf" in described:
        return " or ".join(map(_type, described["anyOf"]))
    if "$ref" in described:
        return str(described["$ref"].rpartition("/")[2])
    if described["type"] == "array":
        return f"array of {_type(described['items'])}"
    return str(described.get("format", described["type"]))
