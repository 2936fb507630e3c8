"""Sales of a marked member with a marked token, and what is wrong with sales, marked in every field."""

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from contracts.contract_breaks import TEST_CARD
from domain.scenario.breaks import BREAKS
from tests.lambdas.marks import CARD, MEMBER, TOKEN, put, texts
from tests.lambdas.sales import encoded, event, line, sale

NAMING = ("sale_id", "store_id", "register_id", "sku")
"""Fields that name a sale, a store or a product: whoever is told of one is told by them."""

Whole = dict[str, Any]


def marked(**changes: Any) -> Whole:
    """A sale of a marked member, with fields that no contract knows."""
    extra = {"note": f"{MEMBER} {TOKEN}", "customer": {"id": MEMBER, "tokens": [TOKEN]}, MEMBER: TOKEN}
    return sale(loyalty_id=MEMBER, payment_token=TOKEN, lines=[line(name=MEMBER)], **extra, **changes)


def every_field(whole: Whole) -> Iterator[bytes]:
    """Yield copies with a member, a token or a card in the place of each text, but in what names things."""
    for path in texts(whole):
        yield encoded(put(whole, path, CARD))
        yield encoded(put(whole, path, f"till {TEST_CARD} paid"))
        if path[-1] not in NAMING:
            yield encoded(put(whole, path, MEMBER))
            yield encoded(put(whole, path, TOKEN))


def claim_checks(whole: Whole) -> Iterator[bytes]:
    """Yield claims to nothing, one of them marked in every field that a contract may not know."""
    data = encoded(whole)
    digest = sha256(data).hexdigest()
    claim = {"key": f"claims/{whole['sale_id']}/{digest}.json", "sha256": digest, "bytes": len(data)}
    kept = {name: whole[name] for name in ("schema_version", "sale_id", "store_id")}
    yield encoded(kept | {"claim": claim})
    yield encoded(kept | {"claim": claim | {"key": f"claims/{MEMBER}.json"}, MEMBER: TOKEN})


def sales() -> list[bytes]:
    """Sales that are accepted, repeated, contradicted and refused for every reason."""
    burst = [
        marked(sale_id=f"367/2017-03-01/4/{n}", occurred_at=f"2017-03-01T14:0{n}:00Z") for n in range(1, 7)
    ]
    contradicting = put(burst[0], ("lines", 0), "") | {"lines": [line(quantity=5)]}
    broken = [each.make(marked(sale_id=f"367/2017-03-01/4/{n}")) for n, each in enumerate(BREAKS, 20)]
    refused = [*every_field(marked(sale_id="367/2017-03-01/4/9")), *claim_checks(burst[0]), MEMBER.encode()]
    return [*map(encoded, burst), encoded(burst[1]), encoded(contradicting), *broken, *refused]


def batches(payloads: Sequence[bytes], size: int = 40) -> Iterator[dict[str, Any]]:
    """Yield batches of a stream, under the keys that a writer gives who looks at no value."""
    for start in range(0, len(payloads), size):
        batch = event(payloads[start : start + size], start)
        for record, payload in zip(batch["Records"], payloads[start:], strict=False):
            record["kinesis"]["partitionKey"] = key_of(payload)
        yield batch


def key_of(payload: bytes) -> str:
    """Return what a payload calls its store."""
    found = re.search(rb'"store_id": ?"([^"]+)"', payload)
    return found[1].decode() if found else "367"
