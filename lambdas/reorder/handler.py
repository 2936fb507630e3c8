"""The reorder function orders low stock of its supplier, once."""

from lambdas.core import clients
from lambdas.core.bus import Bus
from lambdas.core.claims import Claims
from lambdas.core.message_quarantine import MessageQuarantine
from lambdas.core.outbound.client import OutboundClient
from lambdas.core.outbound.endpoint import HttpEndpoint
from lambdas.reorder.held_orders import HeldOrders
from lambdas.reorder.order_limit import OrderLimit
from lambdas.reorder.orders import Orders
from lambdas.reorder.queue_consumer import build_queue_handler
from lambdas.reorder.reorder import Reorder
from lambdas.reorder.settings import ReorderSettings


def build_reorder(settings: ReorderSettings) -> Reorder:
    """Build the domain over the function's own clients."""
    s3, dynamodb = clients.s3(), clients.dynamodb()
    table, window = settings.idempotency_table, settings.order_window_seconds
    supplier = OutboundClient(HttpEndpoint(settings.supplier_url, settings.supplier_token))
    return Reorder(
        policy=settings.policy,
        orders=Orders(
            supplier,
            dynamodb,
            table,
            window,
            limit=OrderLimit(
                dynamodb, settings.held_table, window, settings.most_per_order, settings.most_a_day
            ),
            held=HeldOrders(dynamodb, settings.held_table),
        ),
        bus=Bus(clients.events(), settings.bus_name, s3, settings.claims_bucket),
        claims=Claims(s3, settings.claims_bucket),
        quarantine=MessageQuarantine(s3, settings.quarantine_bucket, settings.consumer),
    )


lambda_handler = build_queue_handler(build_reorder(ReorderSettings.from_environment()))
