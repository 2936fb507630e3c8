"""Grants that a run of the demo doesn't need, each with the reason why it is there all the same."""

import re
from dataclasses import dataclass

from twin.permissions.policies import Grant


@dataclass(frozen=True, slots=True)
class Excuse:
    """Excuses grants by who holds them (a part of the construct path), action and resource (patterns)."""

    place: str
    action: str
    resource: str
    reason: str


FAN_OUT = (
    "CDK grants it beside SubscribeToShard, which alone Lambda's page names: only an account can settle it."
)
LARGE_EVENT = (
    "Only an event over 256 KB travels as a claim, and no run makes one: tests/lambdas/core/test_bus.py does."
)
POWERTOOLS = (
    "Powertools lists it for idempotency: an order that fails is forgotten, a row may be looked up. "
    "https://docs.powertools.aws.dev/lambda/python/latest/utilities/idempotency/"
)
BROKEN_EVENT = (
    "Only an event that can't be read is quarantined, and no run makes one: tests/lambdas/reorder does."
)
BROKEN_ROW = (
    "Only a row that is no ledger's is quarantined, and no run makes one: tests/lambdas/shelves does."
)
BROKEN_SOURCE = (
    "Only an event that breaks the contract is quarantined by its adapter: tests/lambdas/core/adapters and "
    "tests/lambdas/core/api_source send some."
)
OWN_PRODUCER = (
    "A run's producer sends for every partition; tests/stacks/test_senders.py decides calls by this policy."
)
OWN_FILES = (
    "A run puts files by the account itself; tests/stacks/test_senders.py decides calls by this policy."
)
FILE = "No sender of a run leaves its events as a file: those of tests/jobs do."
SPARK = "Spark looks at every table when it begins, DuckDB in its place at those that it reads: make lake."
ROTATED = "A password changes once in a month, and no run lasts as long: tests/lambdas/core/rotation does it."
RENEWED = "Keys of hashes change once in months, no run lasts as long: tests/lambdas/core/pseudonyms does it."
MOVED = "Only a new key, or a name of version 0.2.0, has an account moved: tests/lambdas/fraud/test_keys.py."
REPLICATED = (
    "The twin records replications and plays none: tests/lambdas/core/replication starts and stops them."
)
COMPARED = "No run holds the folded tables against their source by the deployed function: its tests do."
BROKEN_CHANGE = "Only a change that can't be read is quarantined, and no run makes one: its tests do."
BAD_ROW = (
    "Only a row of history that no consumer would take is refused, and only a kill between two writes reads a"
    " note again: tests/jobs/backfill does both."
)
COMMAND = "A command that no run types: tests/twin/prove_operators.py types every one of the pages."
OWNER = (
    "It lets the account's own policies decide; without it nobody could administer the key. "
    "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html"
)
WAREHOUSE = (
    "The emulator knows no Redshift: tests/lambdas/core/warehouse and tests/lambdas/core/warehouse_setup "
    "make every call, to a stand-in."
)

SET_ASIDE = (
    "Only a record that Firehose could not have transformed lies there, and no run makes one: "
    "tests of the close do."
)
OTHER_CONSUMER = "A run replays to the one consumer whose ledger it broke; any other may come to need it."

EXCUSES = (
    Excuse("/Replays/", "lambda:InvokeFunction", ".*", OTHER_CONSUMER),
    Excuse("/CloseDay/", "s3:GetObjectVersion", ".*/errors/.*", SET_ASIDE),
    Excuse("/Fraud/", "kinesis:DescribeStreamConsumer", ".*/consumer/.*", FAN_OUT),
    Excuse("/(Fraud|Shelves|Reorder)/", "s3:PutObject", ".*/claims/events/.*", LARGE_EVENT),
    Excuse("/Reorder/", "s3:GetObject", ".*/claims/events/.*", LARGE_EVENT),
    Excuse("/Reorder/", "s3:ListBucket|kms:Decrypt|kms:GenerateDataKey", ".*", LARGE_EVENT),
    Excuse("/Reorder/", "dynamodb:(Delete|Get)Item", ".*", POWERTOOLS),
    Excuse("/Reorder/", "s3:PutObject", ".*/reorder/.*", BROKEN_EVENT),
    Excuse("/Shelves/", "s3:PutObject", ".*/shelves/.*", BROKEN_ROW),
    Excuse("/(Queue|Device|Api)Source/", "s3:PutObject", ".*_source/.*", BROKEN_SOURCE),
    Excuse("-Stream/OwnProducer", ".*", ".*", OWN_PRODUCER),
    Excuse(r"-Lake/\w+Files/Resource", ".*", ".*", OWN_FILES),
    Excuse(r"/Ingest\w+/", "kinesis:PutRecords", ".*", FILE),
    Excuse(r"/(Curate|Ingest|Forget)\w+/", "glue:GetTable", ".*:table/.*", SPARK),
    Excuse("/CloseDay/", "glue:GetTable", r".*/\w+_statements", SPARK),
    Excuse("-Database/Rotation", "(secretsmanager|kms):.*", ".*", ROTATED),
    Excuse("-Fraud/HashKeys/Renewal", "(secretsmanager|kms):.*", ".*", RENEWED),
    Excuse("-Fraud/Fraud/Function", "dynamodb:(ConditionCheck|Delete|Put)Item", ".*", MOVED),
    Excuse("-Database/Operator", "dms:.*", ".*", REPLICATED),
    Excuse("-Database/Comparison", "(secretsmanager|kms|dynamodb):.*", ".*", COMPARED),
    Excuse("-Database/Cdc/", "s3:PutObject", ".*/cdc/.*", BROKEN_CHANGE),
    Excuse("/FoldDatabase/", "glue:GetTable", ".*:table/.*", SPARK),
    Excuse("-Backfill/Job/", "s3:(Get|Put)Object", ".*/backfill/.*", BAD_ROW),
    Excuse("-Warehouse/(Setup|Loader)/", "redshift-(data|serverless):.*", ".*", WAREHOUSE),
    Excuse("-Warehouse/Setup/", "secretsmanager:GetSecretValue|kms:Decrypt", ".*", WAREHOUSE),
    Excuse("-Warehouse/Loader/", "cloudwatch:GetMetricData", ".*", WAREHOUSE),
    Excuse("-Storage/BreakGlass/", ".*", ".*", COMMAND),
    Excuse("-Operators/", ".*", ".*", COMMAND),
    Excuse("-Sources/Operators/", ".*", ".*", COMMAND),
    Excuse("Monitoring/Key/", r"kms:\*", ".*", OWNER),
)


def excuse_of(grant: Grant) -> Excuse | None:
    """Return the excuse of a grant, if it has one."""
    return next((each for each in EXCUSES if _excuses(each, grant)), None)


def _excuses(excuse: Excuse, grant: Grant) -> bool:
    return bool(
        re.search(excuse.place, grant.place)
        and re.fullmatch(excuse.action, grant.action)
        and re.fullmatch(excuse.resource, grant.resource)
    )
