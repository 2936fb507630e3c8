"""Every command of an operator's pages, in an order in which each has something to do."""

from tests.docs.typed import commands
from tests.synthesis import REPOSITORY

DOCS = REPOSITORY / "docs"
PAGES = [
    *(DOCS / f"{name}.md" for name in ("operating", "failures", "fraud", "privacy", "replay", "rebuild")),
    *sorted((DOCS / "runbooks").glob("*.md")),
]
LOOKS, MENDS, MORE, BREAKS = "look", "mend", "more", "break"
"""Typed by who looks; by who mends, once it was refused to who only looks; by who mends, and in no page; by
who breaks the glass, with a code of their device, once it was refused without one."""

FIRST = """
look  status dev
look  tables dev
look  failures count dev --by reason --state waiting
look  failures count dev --consumer inventory --state waiting
look  failures count dev --since 2017-12-22 --by reason
look  failures list dev --consumer inventory --state waiting --since 2017-12-22
look  failures list dev --consumer reorder --since 2017-12-22
look  failures list dev --since 2017-12-22 --consumer queue_source
look  failures list dev --since 2017-12-22 --consumer device_source
look  failures list dev --since 2017-12-22 --consumer api_source
look  failures list dev --since 2017-03-01 --consumer inventory
look  failures list dev --since 2017-12-22 --reason wrong_shape --store 367
look  failures list dev --since 2017-12-22 --reason conflict
look  failures correct dev 4f1c09 --reason recounted
look  failures correct dev cce2c6 --reason recounted
look  failures show dev 4f1c09
look  failures show dev cce2c6
look  failures redrive dev
look  failures redrive dev --consumer inventory
look  failures repair dev --recipe quantities.toml
look  dead-letters list dev
look  dead-letters list dev CasesDeadLetters
look  dead-letters list dev ReorderQueueDeadLetters
look  dead-letters list dev UndeliveredOrders
look  dead-letters list dev UndeliveredSuspicions
look  dead-letters redrive dev ReorderQueueDeadLetters
look  shelves compare dev
look  raw check dev --from 2017-12-22T00 --to 2017-12-23T00
look  raw check dev --from 2017-12-22T17 --to 2017-12-22T18
mend  raw mend dev --from 2017-12-22T00 --to 2017-12-23T00
mend  raw restore dev events/year=2017/month=12/day=22/hour=17/name.gz
mend  rebuild dev --into spring1
mend  rebuild dev --into spring1 --swap
"""
"""What the others build on."""

SWAP = """
more  rebuild dev --into <generation> --swap
mend  rebuild dev --into <generation>
mend  rebuild dev --into spring1 --drop
"""
RECOUNT = """
mend  shelves recount dev --yes
mend  shelves recount dev
"""
"""Both wait for clocks: rows that no sale explains for the archive, shelves for their ledger."""

JOBS = """
mend  ingest dev
mend  ingest dev --file sales/367/2017-12-22.csv.gz
mend  ingest dev --file sales/367/2017-12-22.csv
mend  curate dev
mend  curate dev --from 2017-12-22T00 --to 2017-12-23T00
mend  curate dev --from 2017-12-22T08 --to 2017-12-22T12
mend  curate dev --from 2017-12-22T17
mend  curate dev --remake 2017-12-22 --json
mend  curate dev --remake 2017-12-22 --swap
mend  close dev
mend  close dev --from 2017-12-20 --to 2017-12-22
mend  close dev --from 2017-12-22
"""

REST = """
mend  raw write-off dev events/year=2017/month=12/day=22/hour=17/name.gz --version 3sL4kqtJlcpXroDTDmJ
mend  failures park dev <id> --release
mend  failures park dev cce2c6 --release
mend  failures repair dev --recipe quantities.toml --apply
mend  failures correct dev cce2c6 --reason recounted --apply
mend  failures correct dev 4f1c09 --reason recounted --apply
mend  failures redrive dev --consumer reorder --quarantined --reason wrong_shape --apply
mend  failures redrive dev --consumer shelves --apply
mend  failures redrive dev --consumer inventory --apply --rate 100
look  failures list dev --consumer archive
mend  park dev 367 --day 2017-12-22 --reason miscount
look  parked dev
mend  park dev 367 --day 2017-12-22 --release
look  orders held dev
mend  orders release dev po-1b2c
mend  orders drop dev po-1b2c
mend  failures redrive dev --apply --rate 50
mend  failures redrive dev --consumer archive --apply
mend  failures redrive dev --quarantined --reason unknown_version --apply
mend  dead-letters keep dev ReorderQueueDeadLetters
mend  dead-letters keep dev UndeliveredOrders
mend  dead-letters keep dev UndeliveredSuspicions
mend  dead-letters redrive dev CasesDeadLetters --apply
mend  dead-letters redrive dev ReorderQueueDeadLetters --apply
mend  dead-letters redrive dev UndeliveredOrders --apply
mend  dead-letters redrive dev UndeliveredSuspicions --apply
mend  events replay dev --from 2017-12-22 --to 2017-12-23 --rule suspicions
more  events cancel dev <suspicions>
mend  events replay dev --from 2017-12-22T17 --to 2017-12-22T18 --rule orders
mend  events cancel dev orders-prod-20171222T1700-20171222T1800-1
look  events replays dev
look  replay plan dev --from 2017-03-01T14 --to 2017-03-01T15
mend  replay start dev --from 2017-03-01T14 --to 2017-03-01T15
look  replay verify dev 20170301T1400-20170301T1500-1
look  replay plan dev --from 2017-03-01T13 --to 2017-03-01T15 --consumer inventory
mend  replay start dev --from 2017-03-01T13 --to 2017-03-01T15 --consumer inventory
look  replay verify dev 20170301T1300-20170301T1500-inventory-1
look  replay plan dev --from 2017-03-01T14 --to 2017-03-01T15 --consumer loyalty
mend  replay start dev --from 2017-03-01T14 --to 2017-03-01T15 --consumer loyalty
look  replay verify dev 20170301T1400-20170301T1500-loyalty-1
mend  replay start dev --from 2017-12-22T17 --to 2017-12-22T18 --consumer inventory
look  replay list dev
mend  replay pause dev
mend  replay resume dev
look  replay status dev
mend  replay cancel dev
mend  replay resume dev <replay>
look  replay status dev <replay>
mend  replay cancel dev <replay>
"""

ACCOUNTS = """
mend  accounts swap dev
mend  accounts compare dev
mend  accounts compare dev --account member#1234
"""
"""Behind all others: raw must be whole, and stay so meanwhile. The first damages two accounts."""

ERASE = """
break  purge dev --from 2017-12-22T17 --to 2017-12-22T18
break  purge dev --from 2017-12-22T17 --to 2017-12-22T18 \
--mfa-serial arn:aws:iam::111122223333:mfa/anna --mfa-code 123456
break  purge dev --from 2017-12-22T17 --to 2017-12-22T18 --apply
break  forget dev --member 1234
break  forget dev --member 1234 --apply
"""
"""At the very end: what is taken out is in no account and in no version any more."""

NOTHING_TO_DO = {
    # The contract still refuses it, and says so.
    "failures redrive dev --quarantined --reason unknown_version --apply",
    # The one before it has sent everything.
    "failures redrive dev --consumer archive --apply",
    # It is folded: only the comparison is made again.
    "rebuild dev --into <generation>",
    # The one before it has mended what was wrong.
    "shelves recount dev",
}
"""Commands that find nothing to change here: who only looks isn't refused them."""


NOT_IN_DEV = {
    f"failures list dev --since 2017-12-22 --consumer {source}"
    for source in ("queue_source", "device_source", "api_source")
}
"""Commands about sources that dev hasn't, and that say which consumers it has."""


def told() -> set[str]:
    """What the pages tell an operator to type, about dev; commands that are only named say no environment."""
    typed = (
        ["dev" if word == "prod" else word for word in words] for page in PAGES for words in commands(page)
    )
    return {" ".join(words) for words in typed if "dev" in words}


def known() -> list[str]:
    """The commands of the scripts."""
    lines = "".join((FIRST, SWAP, RECOUNT, JOBS, REST, ACCOUNTS, ERASE)).split("\n")
    typed = (line.split(maxsplit=1) for line in lines if line)
    return [command for kind, command in typed if kind != MORE]
