"""Each drawing is about one thing: sales, what is decided on them, what comes by queues, and a database."""

from demo.drawing import Arrow, Node
from demo.flow import arrows, label, parted
from twin.graph import Edge, Graph
from twin.graph import Node as GraphNode

NODES = [
    Node("senders", "producer", "stores"),
    Node("sales", "stream", "Sales"),
    Node("inventory", "function", "Inventory"),
    Node("ledger", "table", "Ledger"),
    Node("fraud", "function", "Fraud"),
    Node("accounts", "table", "Accounts"),
    Node("shelves", "function", "Shelves"),
    Node("levels", "table", "Shelves"),
    Node("bus", "event bus", "Bus"),
    Node("queue", "queue", "Queue"),
    Node("reorder", "function", "Reorder"),
    Node("placed", "table", "Placed"),
    Node("quarantine", "bucket", "Quarantine"),
]
OF_SALES = {
    ("senders", "sales"),
    ("sales", "inventory"),
    ("sales", "fraud"),
    ("inventory", "ledger"),
    ("inventory", "quarantine"),
    ("fraud", "accounts"),
}
DECIDED = {
    ("ledger", "shelves"),
    ("shelves", "levels"),
    ("shelves", "bus"),
    ("fraud", "bus"),
    ("bus", "queue"),
    ("queue", "reorder"),
}
MEMORY = {("reorder", "placed"), ("placed", "reorder"), ("reorder", "quarantine"), ("reorder", "bus")}


def test_parts_sales_from_decisions_and_leaves_out_what_a_worker_remembers() -> None:
    arrows = [Arrow(*pair, 1) for pair in sorted(OF_SALES | DECIDED | MEMORY)]

    sales, decided, taken_in, changes = parted(NODES, arrows).values()

    assert {(arrow.source, arrow.target) for arrow in sales} == OF_SALES
    assert {(arrow.source, arrow.target) for arrow in decided} == DECIDED
    assert not [*taken_in, *changes]


def test_parts_what_comes_by_a_queue_and_a_database_from_the_sales() -> None:
    beside = [
        Node("orders", "queue", "Orders"),
        Node("intake", "function", "Intake"),
        Node("changes", "stream", "Changes"),
        Node("fold", "function", "Fold"),
        Node("rows", "table", "Rows"),
    ]
    pairs = {("orders", "intake"), ("changes", "fold"), ("fold", "rows"), ("fold", "quarantine")}
    way_back = {("rows", "fold")}
    arrows = [Arrow(*pair, 1) for pair in sorted(OF_SALES | DECIDED | pairs | way_back)]

    sales, decided, taken_in, changes = parted([*NODES, *beside], arrows).values()

    assert {(arrow.source, arrow.target) for arrow in sales} == OF_SALES
    assert {(arrow.source, arrow.target) for arrow in decided} == DECIDED
    assert [(arrow.source, arrow.target) for arrow in taken_in] == [("orders", "intake")]
    assert {(arrow.source, arrow.target) for arrow in changes} == pairs - {("orders", "intake")}


def test_what_plays_no_part_is_not_drawn() -> None:
    raw, ledger = GraphNode("raw", "bucket", "Raw"), GraphNode("ledger", "table", "Ledger")
    manifest, inventory = (GraphNode(name, "function", name) for name in ("manifest", "inventory"))
    edges = frozenset({Edge(raw, manifest, "reads"), Edge(inventory, ledger, "writes")})

    drawn = arrows(Graph(frozenset({raw, ledger, manifest, inventory}), edges), {}, {"manifest"})

    assert [(arrow.source, arrow.target) for arrow in drawn] == [("inventory", "ledger")]


def test_a_label_is_words() -> None:
    assert label("DeviceSource/Failed", "queue") == "Device source failed"
    assert label("Inventory/Function", "function") == "Inventory"
