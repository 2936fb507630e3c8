"""Writes docs/sources.md from the table of sources: `make sources`."""

from pathlib import Path

from stacks.retail.source_table import QUESTIONS, SOURCES, SourceSpec, answer_questions

REPOSITORY = Path(__file__).parents[1]
WRITTEN = REPOSITORY / "docs/sources.md"
INTRODUCTION = """# Where events come from

Written by `make sources` from [stacks/retail/source_table.py](../stacks/retail/source_table.py): change that.

Whatever the way, an event ends on one stream under one id, so everything after is the same for all:
who sends by two ways sends twice, and counts once. [choosing.md](choosing.md) says which way is for what.
"""


def page() -> str:
    """Return the page: who there is, then what each answers."""
    return "\n".join([INTRODUCTION, *_overview(), *(line for each in SOURCES for line in _section(each))])


def _overview() -> list[str]:
    rows = [f"| [{each.name}](#{_anchor(each)}) | {each.what} | {each.turned_on} |" for each in SOURCES]
    return ["| source | what it is | turned on by |", "| --- | --- | --- |", *rows, ""]


def _section(source: SourceSpec) -> list[str]:
    told = answer_questions(source)
    rows = [f"| {question} | {_sentence(told[question])} |" for question in QUESTIONS.values()]
    return [f"## {source.name}", "", "| asked | answered |", "| --- | --- |", *rows, "", _code(source), ""]


def _code(source: SourceSpec) -> str:
    return "Here: " + ", ".join(f"[{path}](../{path})" for path in source.code) + "."


def _anchor(source: SourceSpec) -> str:
    return source.name.lower().replace(" ", "-")


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + "."


def main() -> None:
    """Write the page."""
    WRITTEN.write_text(page())
    print(f"Wrote {WRITTEN.relative_to(REPOSITORY)}.")


if __name__ == "__main__":
    main()
