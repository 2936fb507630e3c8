"""The domain: sales of a grocery chain. A fork rewrites it; the platform reads here what it must know."""

from contracts.consumer_spec import ConsumerSpec, LedgerIndex
from contracts.event_type import EventType
from contracts.fields import field_of
from contracts.personal import PersonalFields
from domain import points, stock
from domain.accounts import token_account
from domain.receipt_rows import sale_of_row
from domain.sale import Line, Sale, check_sale

DomainEvent = Sale

EVENT = EventType(
    struct=Sale,
    id=field_of(Sale.sale_id),
    partition=field_of(Sale.store_id),
    occurred_at=field_of(Sale.occurred_at),
    day=lambda sale: sale.business_day,
    check=check_sale,
    of_row=sale_of_row,
    noun="sale",
    nouns="sales",
    partition_noun="store",
    announces=("FraudSuspected",),
    personal=PersonalFields(
        noun="member",
        person=field_of(Sale.loyalty_id),
        tokens=(field_of(Sale.payment_token),),
        is_token=lambda token: token_account(token) is not None,
    ),
    bar_codes=(field_of(Line.sku),),
)

CONSUMERS = (
    ConsumerSpec(
        name="inventory",
        item="product",
        items="stock items",
        effect=stock.effect,
        amounts=stock.amounts,
        followed=True,
        announces=("StockLow", "OrderPlaced"),
    ),
    ConsumerSpec(
        name="loyalty",
        item="member",
        items="points accounts",
        unit="points",
        effect=points.effect,
        amounts=points.amounts,
        indexes=(LedgerIndex(name="by_member", by="loyalty_id", finds=("points",)),),
    ),
)
