"""Each drawing is about one thing: sales, what is decided on them, what comes by queues, and a database."""

from demo.drawing import Arrow, DrawnNode
from demo.flow import arrows, label, parted
from twin.graph import Edge, Graph, Node

NODES = [
    DrawnNode("senders", "producer", "stores"),
    DrawnNode("sales", "stream", "Sales"),
    DrawnNode("inventory", "function", "Inventory"),
    DrawnNode("ledger", "table", "Ledger"),
    DrawnNode("fraud", "function", "Fraud"),
    DrawnNode("accounts", "table", "Accounts"),
    DrawnNode("shelves", "function", "Shelves"),
    DrawnNode("levels", "table", "Shelves"),
    DrawnNode("bus", "event bus", "Bus"),
    DrawnNode("queue", "queue", "Queue"),
    DrawnNode("reorder", "function", "Reorder"),
    DrawnNode("placed", "table", "Placed"),
    DrawnNode("quarantine", "bucket", "Quarantine"),
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
        DrawnNode("orders", "queue", "Orders"),
        DrawnNode("intake", "function", "Intake"),
        DrawnNode("changes", "stream", "Changes"),
        DrawnNode("fold", "function", "Fold"),
        DrawnNode("rows", "table", "Rows"),
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
    raw, ledger = Node("raw", "bucket", "Raw"), Node("ledger", "table", "Ledger")
    manifest, inventory = (Node(name, "function", name) for name in ("manifest", "inventory"))
    edges = frozenset({Edge(raw, manifest, "reads"), Edge(inventory, ledger, "writes")})

    drawn = arrows(Graph(frozenset({raw, ledger, manifest, inventory}), edges), {}, {"manifest"})

    assert [(arrow.source, arrow.target) for arrow in drawn] == [("inventory", "ledger")]


def test_a_label_is_words() -> None:
    assert label("DeviceSource/Failed", "queue") == "Device source failed"
    assert label("Inventory/Function", "function") == "Inventory"
