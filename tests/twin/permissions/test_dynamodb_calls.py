"""The actions that AWS evaluates of a call of DynamoDB."""

import json

import pytest

from tests.twin.permissions.calls import needed
from twin.permissions.api_call import ApiCall
from twin.permissions.api_calls import needed_for

TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/ledger"


@pytest.mark.parametrize(
    ("statement", "action"),
    [
        ('INSERT INTO "ledger" VALUE {"id": ?}', "dynamodb:PartiQLInsert"),
        ('select * from "ledger" where "id" = ?', "dynamodb:PartiQLSelect"),
        ('UPDATE "ledger" SET "n" = ? WHERE "id" = ?', "dynamodb:PartiQLUpdate"),
        ('DELETE FROM "ledger" WHERE "id" = ?', "dynamodb:PartiQLDelete"),
    ],
)
def test_each_statement_is_an_action_on_its_own_table(statement: str, action: str) -> None:
    body = {"Statements": [{"Statement": statement}]}

    assert needed("dynamodb:BatchExecuteStatement", body=body) == [(action, TABLE)]


def test_a_statement_on_an_index_needs_the_index() -> None:
    body = {"Statement": 'SELECT * FROM "ledger"."by_store" WHERE "store" = ?'}

    found = needed("dynamodb:ExecuteStatement", body=body)

    assert found == [("dynamodb:PartiQLSelect", f"{TABLE}/index/by_store")]


def test_a_condition_may_ask_for_the_attributes_of_an_item() -> None:
    call = ApiCall(
        "dynamodb:PutItem", TABLE, body=json.dumps({"Item": {"id": {"S": "a"}, "n": {"N": "1"}}}).encode()
    )

    [needed] = needed_for(call, {})

    assert needed.context["dynamodb:Attributes"] == ["id", "n"]


def test_a_statement_that_nobody_can_read_needs_what_no_policy_allows() -> None:
    body = {"Statement": "EXPLAIN everything"}

    assert needed("dynamodb:ExecuteStatement", body=body) == [("dynamodb:ExecuteStatement", "*")]
