"""A member forgotten in raw, and in all that was made of raw: ledgers, accounts, tables."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from hashlib import sha256

from contracts.personal import Person
from lake.forget_list import Forgotten, ForgottenPayload, ForgottenRecord
from lambdas.core.pseudonyms.names import KeySecret, Pseudonyms
from lambdas.fraud.accounts import account_namer
from sluice.cloud import find_stack
from sluice.erasure.copies import list_queues, list_recoveries, list_streams
from sluice.erasure.deployment import Connect, ErasureDeployment
from sluice.erasure.forget import Forgetting, ForgettingPlan, ForgettingState
from sluice.erasure.versions import Remaining
from sluice.lake.job_report import Figures
from sluice.retail.accounts.names import DeployedKeys
from sluice.retail.lake.forget import drop_list, has_lake, put_list, run_forgetting

TABLES_BESIDE = {"Fraud": "AccountsTable", "Database": "StateTable"}
"""The output that names a table in which people are, beside the ledgers, by its stack."""


def forget_everywhere(
    forgetting: Forgetting, plan: ForgettingPlan
) -> tuple[dict[str, object], list[Remaining]]:
    """Carry a plan out everywhere; return what was done where raw isn't, and what remains."""
    deployment = forgetting.deployment
    rows, remaining = forgetting.carry_out(plan, deployment.ledgers)
    accounts = delete_accounts(deployment.connect, deployment.environment, plan.person)
    tables = forget_in_tables(forgetting, plan.state)
    if young := tables.get("files_uncommitted"):
        why = f"{young} files that may belong to a run under way: again after {tables['run_again_after']}"
        remaining = [*remaining, Remaining("the curated tables", why)]
    if remaining:
        remaining = [*remaining, forgetting.describe_progress()]
    else:
        forgetting.finish()
        drop_tables_list(forgetting)
    return {"rows": rows, "accounts": accounts, "tables": tables}, remaining


def list_copies(deployment: ErasureDeployment, now: datetime) -> Iterator[Remaining]:
    """Yield what has a member for a while yet, and until when: nobody can take them out there."""
    connect, environment = deployment.connect, deployment.environment
    yield from list_streams(deployment, now)
    yield from list_queues(deployment, now)
    stacks = {name: find_stack(connect("cloudformation"), environment, name) for name in TABLES_BESIDE}
    beside = {name: stack[TABLES_BESIDE[name]] for name, stack in stacks.items() if stack}
    yield from list_recoveries(deployment, [*deployment.ledgers, *beside.values()], now)
    if "Database" in beside:
        yield Remaining(
            f"table {beside['Database']}", "has rows of the database until they go at their source"
        )
    if find_stack(connect("cloudformation"), environment, "Warehouse"):
        why = "its tables follow with the next merge, its view of the stream when the stream has forgotten"
        yield Remaining("the warehouse", why)


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


def forget_in_tables(forgetting: Forgetting, state: ForgettingState) -> Figures:
    """Take a person out of the tables, their former states and files; return what the job did.

    An environment without a lake has none. Raises NotNow.
    """
    connect, environment = forgetting.deployment.connect, forgetting.deployment.environment
    if not state.renames or not has_lake(connect, environment):
        return {}
    key = put_list(connect, environment, _list_name(forgetting), _listed(forgetting, state))
    return run_forgetting(connect, environment, key)


def drop_tables_list(forgetting: Forgetting) -> None:
    """Delete the list that the tables' job has worked off, where there are tables."""
    connect, environment = forgetting.deployment.connect, forgetting.deployment.environment
    if has_lake(connect, environment):
        drop_list(connect, environment, _list_name(forgetting))


def _list_name(forgetting: Forgetting) -> str:
    """Return a name that doesn't say whom it is about."""
    return sha256(forgetting.person_id.encode()).hexdigest()[:16]


def _listed(forgetting: Forgetting, state: ForgettingState) -> Iterator[Forgotten]:
    new_version: Callable[[str, str], str] = cache(forgetting.find_new_version)
    for each in state.changes:
        yield ForgottenPayload(
            event_id=each.event_id,
            day=date.fromisoformat(each.day),
            old=each.old,
            new=each.new,
            fields=each.fields,
            raw_object=each.raw_object,
            old_version=each.old_version,
            new_version=new_version(each.raw_object, each.old_version),
        )
    for one in state.renames:
        yield ForgottenRecord(
            record_id=one.old,
            new_record_id=one.new,
            raw_object=one.raw_object,
            old_version=one.old_version,
            new_version=new_version(one.raw_object, one.old_version),
        )
