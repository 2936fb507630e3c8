"""What fraud's screening remembers of a person, deleted under every name that it may have."""

from contracts.personal import Person
from lambdas.core.pseudonyms.names import KeySecret, Pseudonyms
from lambdas.fraud.accounts import account_namer
from sluice.cloud import find_stack
from sluice.erasure.deployment import Connect
from sluice.retail.accounts.names import DeployedKeys


def delete_accounts(connect: Connect, environment: str, person: Person) -> int:
    """Delete the accounts of a person and of the tokens that are theirs alone; return how many there were.

    Raises HashKeysLost: without the keys nobody can tell whose an account is.
    """
    if (fraud := find_stack(connect("cloudformation"), environment, "Fraud")) is None:
        return 0
    keys = DeployedKeys(KeySecret(connect("secretsmanager"), fraud["HashKeysSecret"]))
    name = account_namer(Pseudonyms(keys))
    accounts = (f"member#{person.id}", *(f"token#{token}" for token in sorted(person.tokens)))
    deleted = 0
    for item in (item for account in accounts for item in name(account).every):
        answer = connect("dynamodb").delete_item(
            TableName=fraud["AccountsTable"], Key={"account": {"S": item}}, ReturnValues="ALL_OLD"
        )
        deleted += "Attributes" in answer
    return deleted
