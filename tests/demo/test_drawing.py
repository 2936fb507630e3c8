"""Boxes and arrows find their places."""

from demo.drawing import Arrow, DrawnNode, draw

NODES = [
    DrawnNode(key, "thing", key) for key in ("stores", "stream", "function", "table", "bucket", "unused")
]
ARROWS = [
    Arrow("function", "bucket", 1),
    Arrow("function", "table", 2),
    Arrow("stream", "function", 3),
    Arrow("stores", "stream", 4),
    Arrow("bucket", "function", 0),
]


def test_data_flows_from_left_to_right() -> None:
    columns = {box.node.key: box.x for box in draw(NODES, ARROWS).boxes}

    assert columns["stores"] < columns["stream"] < columns["function"] < columns["table"] == columns["bucket"]


def test_what_no_arrow_ties_is_left_out() -> None:
    assert "unused" not in {box.node.key for box in draw(NODES, ARROWS).boxes}


def test_arrows_read_from_left_to_right_and_none_runs_back() -> None:
    curves = [(curve.source.key, curve.target.key) for curve in draw(NODES, ARROWS).curves]

    assert curves[:2] == [("stores", "stream"), ("stream", "function")]
    assert ("bucket", "function") not in curves


def test_everything_lies_inside_the_drawing() -> None:
    drawing = draw(NODES, ARROWS)

    assert all(0 <= box.x < drawing.width and 0 <= box.y < drawing.height for box in drawing.boxes)


def test_boxes_of_a_column_dont_overlap() -> None:
    boxes = draw(NODES, ARROWS).boxes

    assert len({(box.x, box.y) for box in boxes}) == len(boxes)
