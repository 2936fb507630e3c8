"""The demo's supplier takes an order once, and knows it again."""

import json
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from demo.retail.decisions.supplier import SupplierStandIn, supplier

ORDER = {"order_id": "po-1", "store_id": "367", "sku": "a", "units": 12}


def post(desk: SupplierStandIn, order: dict[str, Any]) -> int:
    address = urlsplit(desk.url)
    connection = HTTPConnection(str(address.hostname), address.port, timeout=5)
    connection.request("POST", address.path, json.dumps(order), {"Idempotency-Key": order["order_id"]})
    status = connection.getresponse().status
    connection.close()
    return status


def test_an_order_is_delivered_once_however_often_it_is_posted() -> None:
    delivered: list[Any] = []
    with supplier() as desk:
        desk.deliver_with(delivered.append)
        statuses = [post(desk, ORDER), post(desk, ORDER)]

    assert statuses == [HTTPStatus.CREATED, HTTPStatus.OK]
    assert delivered == [ORDER]
    assert desk.taken == {"po-1": ORDER}
    assert desk.posts == {"po-1": 2}


def test_listens_on_this_machine_only() -> None:
    with supplier() as desk:
        assert urlsplit(desk.url).hostname == "127.0.0.1"


def test_takes_nothing_before_it_can_deliver() -> None:
    with supplier() as desk:
        assert post(desk, ORDER) == HTTPStatus.SERVICE_UNAVAILABLE

    assert desk.taken == {}
