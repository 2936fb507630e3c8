"""A small result as a run leaves it, for tests of the page."""

from dataclasses import replace

from demo.chart import Series, chart
from demo.check import Check
from demo.drawing import Arrow, DrawnNode, draw
from demo.recovery.render import DiffLine, RecoveryStory, TypedCommand
from demo.report import DemoReport
from demo.report_rows import CrashRow, RefusedGroup
from demo.retail.decisions.render import OrderRow, Suspect
from demo.section import render_section
from demo.tally import Tally

FLOW = (
    ("senders", "sales", 1_762),
    ("sales", "delivery", 1_762),
    ("sales", "inventory", 1_904),
    ("sales", "loyalty", 1_837),
    ("delivery", "raw", 1_830),
    ("inventory", "stock", 1_729),
    ("inventory", "quarantine", 15),
    ("inventory", "failures", 0),
    ("loyalty", "points", 1_729),
    ("loyalty", "quarantine", 15),
    ("loyalty", "failures", 0),
)
DECISIONS = (
    ("stock", "shelves", 2_348),
    ("shelves", "levels", 2_348),
    ("shelves", "bus", 434),
    ("fraud", "bus", 28),
    ("bus", "cases", 28),
    ("bus", "orders", 434),
    ("orders", "reorder", 434),
    ("reorder", "bus", 434),
)
NODES = {
    "shelves": ("function", "Shelves"),
    "levels": ("table", "Shelves"),
    "fraud": ("function", "Fraud"),
    "bus": ("event bus", "Bus"),
    "cases": ("queue", "Cases"),
    "orders": ("queue", "Reorder"),
    "reorder": ("function", "Reorder"),
    "senders": ("producer", "129 stores"),
    "sales": ("stream", "Sales"),
    "delivery": ("delivery", "Archive"),
    "inventory": ("function", "Inventory"),
    "loyalty": ("function", "Loyalty"),
    "raw": ("bucket", "Raw"),
    "stock": ("table", "Inventory ledger"),
    "points": ("table", "Loyalty ledger"),
    "quarantine": ("bucket", "Quarantine"),
    "failures": ("bucket", "Failures"),
}
RATES = [(second / 2, 60 + 55 * ((second * 7919) % 13) / 13 * (second < 42)) for second in range(44)]
AGES = [(second / 2, 400 + 900 * ((second * 104729) % 17) / 17) for second in range(44)]

SUSPECTS = (
    Suspect(
        "22 Dec, 15:34",
        "367",
        "$1,204.18",
        100,
        "act",
        ["5 sales on one payment token within 10 minutes", "also bought in store 31, 240 seconds apart"],
        "stolen card",
    ),
    Suspect("23 Dec, 08:02", "31", "-$120.00", 60, "review", ["3 returns within 24 hours"], "an honest sale"),
)
ORDERS = (OrderRow("367", "1082185", 36, "po-b017f63854953f54620e221155a28c32"),)

RECOVERY = RecoveryStory(
    failed="A function stumbled over 5 records, each time they came, until Lambda gave them up. They lay "
    "whole in the failure archive; once the function was mended they were redriven, and a second redrive "
    "found 0. 6 quarantined sales were repaired by recipe and sent under their ids; originals stay.",
    corrected="Of 304/2017-12-24/4/41366 two payloads had come; every ledger has the second now.",
    restored="25 rows were deleted from the ledger of loyalty, and a replay to that consumer alone "
    "brought 25 of them back, in 6 s.",
    replayed="Then everything that the raw bucket holds went back onto the stream: 3,712 records, 24 s.",
    rebuilt="At last the raw bucket was folded into fresh tables: 3,988 rows compared, 0 differences.",
    repaired=(
        DiffLine("-", '  "schema_version": "9.0",'),
        DiffLine("+", '  "schema_version": "1.0",'),
        DiffLine("", "…"),
        DiffLine("+", '  "repaired": {'),
        DiffLine("+", '    "from": "4f1c09ab2d77c0de1188",'),
        DiffLine("+", '    "recipe": "version-nine"'),
    ),
    typed=(
        TypedCommand("sluice failures redrive dev --apply", "5 sent", 1.9),
        TypedCommand("sluice failures repair dev --recipe examples/repairs/x.toml", "3 to send", 2.2),
        TypedCommand("sluice replay start dev --from 2026-11-22T15:12 --to 2026-11-22T15:14:31", "", 1.4),
        TypedCommand("sluice rebuild dev --into demo", "0 differences in 3,988 rows", 9.6),
    ),
)

DECISIONS_PAGE = "demo.retail.decisions"
SECTIONS = (
    render_section(
        DECISIONS_PAGE,
        "suspected.html.j2",
        "suspected",
        suspects=SUSPECTS,
        suspicions="20 frauds were made up on top of the real baskets. 15 were caught by 27 suspected sales.",
    ),
    render_section(
        DECISIONS_PAGE,
        "orders.html.j2",
        "orders",
        ordered=ORDERS,
        orders="Stock ran low 434 times: 434 purchase orders, 7,212 units.",
    ),
    render_section("demo.recovery", "recovery.html.j2", "recovery", recovery=RECOVERY),
)

PASSED = DemoReport(
    ok=True,
    headline="Every sale accepted counts exactly once.",
    summary="1,729 real sales from 22 to 24 December 2017 went through the template in 22 seconds. "
    "Mixed in: duplicates 18, broken messages 9, conflicting payloads 6, crashes 6.",
    checks=(
        Check("Accepted by the stream", 1_762, 1_762),
        Check("Sales applied once", 1_729, 1_729, "good"),
        Check("Kept in quarantine", 15, 15, "good"),
        Check("In the failure archive", 0),
        Check("Lost", 0, 1_762, "good"),
        Check("Applied twice", 0, 1_729, "good"),
        Check("Stock items that are wrong", 0, 16_982, "good"),
        Check("Points accounts that are wrong", 0, 1_024, "good"),
        Check("Missing in the raw archive", 0, 1_762, "good"),
        Check("Otherwise when folded from raw", 0, 18_006, "good"),
    ),
    violations=(),
    tallies=(
        Tally(
            {"sales of the data": 1_723, "sent again": 18, "broken": 15, "contradicting": 6},
            1_762,
            "accepted",
        ),
    ),
    sections=SECTIONS,
    flows={
        title: draw([DrawnNode(key, *said) for key, said in NODES.items()], [Arrow(*arrow) for arrow in flow])
        for title, flow in {"": FLOW, "What comes of it": DECISIONS}.items()
    },
    charts=(
        chart(
            "Records a second",
            "a second",
            [
                Series("accepted by the stream", 1, RATES),
                Series("inventory", 2, RATES[::-1]),
                Series("loyalty", 3, [(s, r * 0.8) for s, r in RATES]),
            ],
        ),
        chart(
            "Age when settled",
            "ms",
            [Series("inventory", 2, AGES), Series("loyalty", 3, [(s, a / 2) for s, a in AGES])],
            [(4.2, "a"), (9, "b")],
        ),
    ),
    refused=(
        RefusedGroup(
            "bad_id",
            "sale_id: names another store or register than the sale",
            1,
            '"9367/2017-12-22/4/41338"',
        ),
        RefusedGroup("card_number", "record: holds text that looks like a card number", 1, "not shown"),
        RefusedGroup(
            "not_json",
            "record: JSON is malformed: invalid character (byte 0)",
            2,
            "SALE 367/2017 <b>*** THANK YOU",
        ),
        RefusedGroup(
            "wrong_shape", "lines: Object missing required field", 1, '{"schema_version":"1.0",' + "x" * 300
        ),
    ),
    crashes=(
        CrashRow(4.2, "inventory", "before its first record", 74, "came again whole, settled 0.3 s later"),
        CrashRow(9.0, "loyalty", "after 37 records", 74, "came again in 2 parts, settled 0.6 s later"),
    ),
    written_twice=68,
    left_out=("backfill (the data has no week before 2017-01-01)",),
    command='make demo ARGS="--from 2017-12-22 --days 3 --seed 1 --faults default --port 4566"',
    origin="Baskets: The Complete Journey. Registers and payment tokens are synthetic.",
    seconds={"Synthesizing the app": 6.1, "Deploying": 9.3, "Sending 1,762 messages": 22.4},
)

FAILED = replace(
    PASSED,
    ok=False,
    headline="The promise was broken: lost (1), stock is wrong (1).",
    checks=(Check("Lost", 1, 1_762, "bad"), *PASSED.checks[5:]),
    violations=("lost: 367/2017-12-22/4/41338042928", "stock is wrong: 367/1082185"),
    crashes=(),
    refused=(),
)
