"""What failed, why, and where it is: nothing here changes anything."""

from typing import Annotated

from typer import Argument, Option

from domain import EVENT
from sluice.asked import Unclear
from sluice.columns import columns
from sluice.command import Environment, Json, one_line, tell
from sluice.failures import showing
from sluice.failures.deployed import Deployed
from sluice.failures.filters import Filters, window
from sluice.failures.options import Consumer, Limit, Reason, Since, State, Store, Until


def list_failures(
    environment: Environment,
    reason: Reason = None,
    consumer: Consumer = None,
    store: Store = None,
    since: Since = None,
    until: Until = None,
    state: State = None,
    limit: Limit = None,
    as_json: Json = False,
) -> None:
    """Lists what was refused or given up, each record once, what failed last at the end."""
    with one_line():
        asked = Filters(reason=reason, consumer=consumer, store=store, state=state)
        found = Deployed(environment).find(window(since, until), asked)[:limit]
        lines = showing.listed(found) if found else ["nothing failed"]
        tell([each.figures() for each in found], *lines, as_json=as_json)


def count(
    environment: Environment,
    by: Annotated[str, Option(metavar="WHAT", help="reason, consumer, store or state.")] = "reason",
    reason: Reason = None,
    consumer: Consumer = None,
    store: Store = None,
    since: Since = None,
    until: Until = None,
    state: State = None,
    as_json: Json = False,
) -> None:
    """Counts what was refused or given up; a record that two consumers failed at counts for each."""
    with one_line():
        if by not in showing.COUNTED:
            raise Unclear(f"--by is {by}: it is one of {', '.join(showing.COUNTED)}")
        asked = Filters(reason=reason, consumer=consumer, store=store, state=state)
        found = showing.counted(Deployed(environment).find(window(since, until), asked), by)
        rows = [(number, name) for name, number in found.most_common()]
        tell(dict(found), *(columns(rows) if rows else ["nothing failed"]), as_json=as_json)


def show(
    environment: Environment,
    failure: Annotated[str, Argument(metavar="ID", help="Or what it begins with.")],
    since: Since = None,
    until: Until = None,
    as_json: Json = False,
) -> None:
    """Shows all that is known of a failure, and whether its sale was applied meanwhile."""
    with one_line():
        deployed = Deployed(environment)
        [one] = deployed.named([failure], window(since, until))
        about = one.told
        applied = {}
        if about.event_id and about.partition:
            applied = deployed.ledgers.digests(EVENT.split(about.partition, about.event_id))
        known = showing.whole(one, applied)
        tell(known, *showing.told(known), as_json=as_json)
