"""What DynamoDB's calls need: statements, transactions and streams are actions and resources of their own."""

import re
from collections.abc import Iterator, Mapping

from twin.loopback import ACCOUNT, REGION
from twin.permissions.api_call import ApiCall, Evaluate, Needed, document_of

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html
PARTIQL = {
    "INSERT": "dynamodb:PartiQLInsert",
    "SELECT": "dynamodb:PartiQLSelect",
    "UPDATE": "dynamodb:PartiQLUpdate",
    "DELETE": "dynamodb:PartiQLDelete",
    "EXISTS": "dynamodb:PartiQLSelect",
}
TRANSACTED = {
    "ConditionCheck": "dynamodb:ConditionCheckItem",
    "Delete": "dynamodb:DeleteItem",
    "Put": "dynamodb:PutItem",
    "Update": "dynamodb:UpdateItem",
}
STATEMENT = re.compile(r'\s*(\w+)\b.*?"([^"]+)"(?:\."([^"]+)")?', re.DOTALL)


def _statements(call: ApiCall) -> Iterator[Needed]:
    """PartiQL: each statement is an action of its own on the table, or index, that it names."""
    asked = document_of(call)
    several = asked.get("Statements") or asked.get("TransactStatements") or [asked]
    for each in several:
        found = STATEMENT.match(each["Statement"])
        if found is None or found[1].upper() not in PARTIQL:
            yield Needed(call.action, "*", call.context)
            continue
        table = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{found[2]}"
        yield Needed(PARTIQL[found[1].upper()], f"{table}/index/{found[3]}" if found[3] else table)


def _transaction(call: ApiCall) -> Iterator[Needed]:
    """Each write of a transaction is an action of its own on its table.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
    """
    for operation, asked in (pair for each in document_of(call)["TransactItems"] for pair in each.items()):
        table = asked["TableName"].rpartition("/")[2]
        yield Needed(TRANSACTED[operation], f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}")


def _put_item(call: ApiCall) -> Iterator[Needed]:
    """A condition may ask which attributes an item has.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
    """
    attributes = sorted(document_of(call).get("Item", {}))
    yield Needed(call.action, call.resource, {**call.context, "dynamodb:Attributes": attributes})


def _stream_records(call: ApiCall) -> Iterator[Needed]:
    """A stream of a table is a resource of its own.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
    """
    yield Needed(call.action, document_of(call).get("StreamArn", call.resource))


def _new_table(call: ApiCall) -> Iterator[Needed]:
    """Whoever creates a table with tags tags it.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Tagging.Operations.html
    """
    yield Needed(call.action, call.resource, call.context)
    if document_of(call).get("Tags"):
        yield Needed("dynamodb:TagResource", call.resource)


def _tagged(call: ApiCall) -> Iterator[Needed]:
    """Named by its ARN."""
    yield Needed(call.action, document_of(call)["ResourceArn"])


DYNAMODB: Mapping[str, Evaluate] = {
    "dynamodb:BatchExecuteStatement": _statements,
    "dynamodb:CreateTable": _new_table,
    "dynamodb:DescribeStream": _stream_records,
    "dynamodb:ExecuteStatement": _statements,
    "dynamodb:ExecuteTransaction": _statements,
    "dynamodb:GetRecords": _stream_records,
    "dynamodb:GetShardIterator": _stream_records,
    "dynamodb:ListTagsOfResource": _tagged,
    "dynamodb:PutItem": _put_item,
    "dynamodb:TransactWriteItems": _transaction,
}
