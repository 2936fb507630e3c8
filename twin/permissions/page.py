"""docs/permissions.md, as the run that measured it writes it."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from twin.permissions.names import ReaderNames, short
from twin.permissions.usage import AccessReview, GrantUse

INTRODUCTION = """\
# What is permitted, and what needs it

Written by `make permissions`, which runs the demo: every request of a principal that reached the emulator was
held against the policies of the synthesized templates, and every grant against what needed it. A call that no
policy allows is refused, and ends the run. The deployment is full, with every capability. To see it fail,
take a grant away: `make demo ARGS="--revoke 7"`.

| in this run | |
| --- | ---: |
| actions evaluated, of calls as they were made | {checks:,} |
| of them denied | {denials:,} |
| seconds that took | {seconds:.1f} |
| needs of AWS's services, evaluated before anything ran | {needs:,} |
| of them denied | 0 |
| grants: one action on one resource, or pattern | {grants:,} |
| needed by no call and no service, each with its reason below | {excused:,} |
| needed by nobody | {unused:,} |
"""
NOT_EVALUATED = """\

## What this doesn't say

- Nothing of it was tried on AWS. Policies are evaluated by MiniStack's evaluator, one account, without
  boundaries, service control policies or session policies: the templates have none. A condition on a key that
  the twin puts no value to is refused before the run.
- Loopback has no TLS: `aws:SecureTransport` and `s3:TlsVersion` are taken for met, as AWS's SDKs meet them.
- What a service does in a role's name and the emulator can't make it do (log, publish, read by enhanced
  fan-out, run an optimizer) is a row of [a table](../twin/permissions/needs), each with its page of AWS's.
- Who deploys isn't evaluated, nor whoever puts files into the landing bucket: no policy here is about them.
"""


def page(review: AccessReview, names: ReaderNames) -> str:
    """Return all of it: the figures, every grant by who holds it, and whose needs they are."""
    figures = INTRODUCTION.format(
        checks=review.checks,
        denials=len(review.denials),
        seconds=review.seconds,
        needs=len(review.needs),
        grants=len(review.uses),
        excused=len(review.excused),
        unused=len(review.unused),
    )
    return "\n".join(
        [figures + NOT_EVALUATED, *_excused(review, names), *_services(review), *_grants(review, names)]
    )


def _excused(review: AccessReview, names: ReaderNames) -> Iterator[str]:
    yield "## Granted, and not needed in this run\n"
    yield "| who, or what | grant | why |\n| --- | --- | --- |"
    for use in review.excused:
        if use.excuse:
            grant = f"`{use.grant.action}` on `{names.of(use.grant.resource)}`"
            yield f"| {short(use.grant.place)} | {grant} | {use.excuse.reason} |"
    yield ""


def _services(review: AccessReview) -> Iterator[str]:
    """Every page of AWS that a need is from, by service."""
    counts = Counter((each.need.service, each.need.page) for each in review.needs)
    yield "## What AWS's services need\n"
    yield "| service | needs | as AWS says |\n| --- | ---: | --- |"
    for (service, page_), count in sorted(counts.items()):
        yield f"| {service} | {count} | {page_} |"
    yield ""


def _grants(review: AccessReview, names: ReaderNames) -> Iterator[str]:
    by_place: defaultdict[str, list[GrantUse]] = defaultdict(list)
    for use in review.uses:
        by_place[short(use.grant.place)].append(use)
    yield "## Every grant\n"
    yield "`<Stack/Path>` stands for a physical name. Calls are of this run; needs are of services.\n"
    for place in sorted(by_place):
        yield f"### {place}\n"
        yield "| action | on | calls | needs |\n| --- | --- | ---: | ---: |"
        yield from sorted(_row(use, names) for use in by_place[place])
        yield ""


def _row(use: GrantUse, names: ReaderNames) -> str:
    given = f", if {names.of(use.grant.condition)}" if use.grant.condition else ""
    on = f"`{names.of(use.grant.resource)}`{given}"
    return f"| `{use.grant.action}` | {on} | {use.calls:,} | {use.needs:,} |"
