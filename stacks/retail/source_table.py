"""The sources of events: a row a source, with the answer to each question that is asked of a source."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, kw_only=True)
class SourceSpec:
    """One kind of source. Every field but the first three is a question of `QUESTIONS`.

    `code` are the paths that read it here; `turned_on` is the setting without which there is none.
    """

    name: str
    code: tuple[str, ...]
    turned_on: str
    what: str
    persisted: str
    rate: str
    order: str
    duplicates: str
    late: str
    schema: str
    schema_changes: str
    errors: str
    pull_or_push: str
    load: str
    who_speaks: str
    goes_to: str


QUESTIONS = {
    "what": "What is it?",
    "persisted": "How is it kept there, and for how long?",
    "rate": "How often and how much does it send?",
    "order": "In which order do events come?",
    "duplicates": "How do duplicates show?",
    "late": "How late can an event come?",
    "schema": "What is its schema?",
    "schema_changes": "What if the schema changes?",
    "errors": "What becomes of a broken event?",
    "pull_or_push": "Does it push, or is it pulled?",
    "load": "What does reading it cost the source?",
    "who_speaks": "Who may speak for whom?",
    "goes_to": "Where does it go?",
}
"""As data-engineering guides ask them of any source, by the field that answers."""

STREAM = "onto the stream of all sources; from there to the consumers and the raw archive"
BY_ID = "the same id and payload: each consumer applies an id once, so all but the first change nothing"
TOLERANT = "a new field passes as it came; a missing or retyped one breaks the contract"
MINUTES_LATE = "by as much as its queue, spool or schedule held it; its day is reopened"
QUARANTINE = "it lies whole in quarantine with its reason, and everything behind it goes on"
OF_OURS = "the contract's of docs/events.md: JSON, one event a record, on one line"

SOURCES = (
    SourceSpec(
        name="Library in the sender",
        code=("producer/producer.py", "stacks/constructs/stream/producer.py"),
        turned_on="always there: attach the producer's policy",
        what="a till's own program that embeds the producer",
        persisted="in a spool on the sender's disk until the stream has taken it",
        rate="as it sells: a record each, up to a round trip a second and store",
        order="a store's in the order in which it sold them",
        duplicates=f"a crash between the stream's answer and the spool sends again: {BY_ID}",
        late="by as long as the sender was offline; its day is reopened",
        schema=OF_OURS,
        schema_changes=TOLERANT,
        errors=QUARANTINE,
        pull_or_push="it pushes, in batches",
        load="a disk write an event",
        who_speaks="an event for any store, which a stream can't tell; a parked one for its role's store",
        goes_to=STREAM,
    ),
    SourceSpec(
        name="HTTPS endpoint",
        code=("stacks/constructs/push/endpoint.py", "docs/push-endpoint.md"),
        turned_on="`PushSettings`, a key a store",
        what="a program that can speak HTTPS and nothing else",
        persisted="nowhere: the sender keeps it until it has a 202",
        rate="one event a request; limits by second and day are the key's",
        order="that of the requests that one sender makes one after the other",
        duplicates=f"a request without an answer is repeated: {BY_ID}",
        late=MINUTES_LATE,
        schema=f"{OF_OURS}, checked as JSON Schema at the door",
        schema_changes=f"{TOLERANT}, and is refused with a 400",
        errors="the sender gets a 400; what the schema can't tell lies in quarantine",
        pull_or_push="it pushes",
        load="a request an event",
        who_speaks="a key for its own store: a sale of another is answered 403",
        goes_to=STREAM,
    ),
    SourceSpec(
        name="Files",
        code=("jobs/retail/ingest_store_files.py", "docs/store-files.md"),
        turned_on="always there: a folder a store in the landing bucket",
        what="a day's receipts, or the head office's products and stores, as CSV with a manifest",
        persisted="in the landing bucket, as sent, for `landing_days`",
        rate="some files a day, thousands of rows each",
        order="that of the rows",
        duplicates=f"a file that is taken again: {BY_ID}",
        late="a day or more: its days are reopened",
        schema="columns by name (docs/store-files.md), bytes and rows by a manifest",
        schema_changes="an unknown column is named in the answer; a missing one refuses the file",
        errors="the file is refused whole, and its sender told every line that is wrong",
        pull_or_push="it pushes objects; a job pulls them",
        load="an upload",
        who_speaks="a store for the folder that its role's tag names, and the rows must be of that store",
        goes_to="receipts onto the stream of all sources, master data into their tables",
    ),
    SourceSpec(
        name="Database",
        code=("stacks/retail/database.py", "lambdas/core/cdc/handler.py"),
        turned_on="the capability Database",
        what="rows and changes of somebody else's PostgreSQL, read from its log by DMS",
        persisted="in the database; its log only until the replication slot has been read",
        rate="as it is written: a record a changed row, after a full load",
        order="that of commits, by stream position and key; the load and what changed in it overlap",
        duplicates="changes may be repeated: folded by key and position; receipts "
        "come under the id that their till would give: " + BY_ID,
        late="by as much as the replication lags, or was stopped",
        schema="columns of its tables, with a control record for each change",
        schema_changes="a new column is added, a renamed or dropped one is named by an alarm",
        errors=QUARANTINE,
        pull_or_push="pulled from its log",
        load="a replication slot keeps its log until it is read",
        who_speaks="its owner's, one user that may only read",
        goes_to="a stream of its own; receipts from there onto the stream of all sources",
    ),
    SourceSpec(
        name="Queue",
        code=("lambdas/core/queue_source/handler.py", "stacks/constructs/sources/queue_source.py"),
        turned_on="`SourcesSettings.queue`",
        what="an application's messages in SQS, an event each",
        persisted="in the queue for 14 days, then in its dead letters for 14 more; once taken it is gone",
        rate="as it comes; 20 messages at once on their way to the stream, by default",
        order="none: a standard queue promises no order, and none is made here. FIFO queues aren't taken",
        duplicates=f"SQS delivers at least once, and so does the adapter, under other message ids: {BY_ID}",
        late=MINUTES_LATE,
        schema=f"{OF_OURS}: the body is the event, byte for byte",
        schema_changes=TOLERANT,
        errors=f"{QUARANTINE}; what is transient comes again, 20 times, and is a dead letter then",
        pull_or_push="the application pushes, Lambda pulls",
        load="none beyond its own sends",
        who_speaks="whoever holds the sender's policy, for any store: an application of the house",
        goes_to=STREAM,
    ),
    SourceSpec(
        name="Devices",
        code=("lambdas/core/device_source/handler.py", "stacks/constructs/sources/device_source.py"),
        turned_on="`SourcesSettings.devices`",
        what="things that publish over MQTT to a topic of their own, through rules of AWS IoT",
        persisted="nowhere but on the device; what a rule can't put is kept in a queue for 14 days",
        rate="as they sense or sell: at most 128 KB a message",
        order="a device's as the rules put them, which promise none; one that failed comes later",
        duplicates=f"MQTT's quality of service 1 delivers again: {BY_ID}",
        late="by as long as the device was offline; its day is reopened",
        schema=f"{OF_OURS}: the payload is the event, byte for byte",
        schema_changes=TOLERANT,
        errors="it lies whole in quarantine: unreadable by consumers, of another speaker by its adapter",
        pull_or_push="they push",
        load="a publish an event",
        who_speaks="a device for the speaker that its thing names: policy, topic and payload must agree",
        goes_to=STREAM,
    ),
    SourceSpec(
        name="API on a schedule",
        code=("lambdas/core/api_source/source.py", "stacks/constructs/sources/api_source.py"),
        turned_on="`SourcesSettings.api`, with its address as a parameter and its token in a secret",
        what="somebody's paged HTTP API, read on from a cursor",
        persisted="at its owner, for as long as the owner keeps a cursor valid",
        rate="a run every `every_minutes`, pages of at most 500 events and 5 MiB, within its limits on calls",
        order="that of the pages; within a page one that the stream refused at first comes later",
        duplicates=f"a page comes again after a run that died, or while it grows: {BY_ID}",
        late="by as much as the API holds back, and the schedule's interval",
        schema=f"of each event {OF_OURS}; of the page, the words that `ApiWords` names",
        schema_changes=f"{TOLERANT}; a page of another shape moves no cursor, and each run fails",
        errors=QUARANTINE,
        pull_or_push="pulled by the clock; the cursor moves only behind what is on the stream",
        load="a call a page; `Retry-After` is kept, by the next runs too",
        who_speaks="its owner for any store: a partner that is trusted with that",
        goes_to=STREAM,
    ),
    SourceSpec(
        name="Bulk history",
        code=("stacks/backfill.py", "jobs/backfill/program.py"),
        turned_on="the capability Backfill",
        what="years of files, read once by tasks of AWS Batch",
        persisted="in objects that never change",
        rate="once, at a limited rate and in off-peak hours",
        order="by day; within it as the files have them",
        duplicates=f"a task that was reclaimed repeats its chunk: {BY_ID}",
        late="years: its days are closed anew",
        schema="Parquet, CSV or JSON lines, made into events by the function of the store files",
        schema_changes="a file of another schema is refused before anything of it is sent",
        errors=QUARANTINE,
        pull_or_push="pulled, in slices",
        load="reads of objects",
        who_speaks="whoever may start the job",
        goes_to="onto the stream of all sources, or in bulk into the raw archive with manifest entries",
    ),
)


def answer_questions(source: SourceSpec) -> dict[str, str]:
    """Return what a row says to each question, in the order of the questions."""
    known = {field.name: str(getattr(source, field.name)) for field in fields(source)}
    return {question: known[field] for field, question in QUESTIONS.items()}
