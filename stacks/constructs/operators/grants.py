"""Permissions that several stacks grant to operators."""

from aws_cdk.aws_dynamodb import ITable
from aws_cdk.aws_iam import ManagedPolicy
from aws_cdk.aws_sqs import IQueue

from stacks.constructs.grant import grant, grant_generations, grant_tables_beside

READ_ITEMS = ("dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan")
READ_TABLE = ("dynamodb:BatchGetItem", *READ_ITEMS)
DESCRIBE_TABLE = (
    "dynamodb:DescribeContinuousBackups",
    "dynamodb:DescribeTable",
    "dynamodb:ListTagsOfResource",
)
MAKE_TABLE = ("dynamodb:CreateTable", "dynamodb:TagResource", "dynamodb:UpdateContinuousBackups")
# Listing takes letters out of sight, and puts them back: nothing else about them changes.
READ_LETTERS = ("sqs:ChangeMessageVisibility", "sqs:ReceiveMessage")
OF_A_LEDGER = "A generation's tables are made when it is; they bear the name of the live one."


def grant_read_ledger(policy: ManagedPolicy, ledger: ITable) -> None:
    """Let operators read a ledger, and those that a rebuild makes beside it."""
    grant_generations(policy, *READ_TABLE, *DESCRIBE_TABLE, of=ledger, because=OF_A_LEDGER)


def grant_rebuild_ledger(policy: ManagedPolicy, ledger: ITable) -> None:
    """Let operators make ledgers beside this one, drop them, and swap their rows into it."""
    grant_tables_beside(policy, *MAKE_TABLE, "dynamodb:DeleteTable", beside=ledger, because=OF_A_LEDGER)
    swap = ("dynamodb:DeleteItem", "dynamodb:PartiQLInsert", "dynamodb:PutItem")
    grant(policy, *swap, on=ledger.table_arn)


def grant_change_rows(policy: ManagedPolicy, ledger: ITable) -> None:
    """Let the break-glass role change rows of a ledger, and of those that a rebuild makes beside it."""
    change = ("dynamodb:PutItem", "dynamodb:UpdateItem")
    grant_generations(policy, *change, of=ledger, because=OF_A_LEDGER)


def grant_read_letters(policy: ManagedPolicy, *queues: IQueue) -> None:
    """Let operators read dead letters."""
    for queue in queues:
        grant(policy, *READ_LETTERS, on=queue.queue_arn)


def grant_return_letters(policy: ManagedPolicy, *dead_letters: IQueue, to: IQueue) -> None:
    """Let operators put dead letters back where they are worked off."""
    grant(policy, "sqs:SendMessage", on=to.queue_arn)
    for queue in dead_letters:
        grant(policy, "sqs:DeleteMessage", on=queue.queue_arn)
