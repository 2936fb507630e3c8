"""Names and docstrings in plain technical English, as far as a program can tell."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

from tests.programs import PACKAGES, files, place

NOUNS = {
    "curated": "a zone of a lake",
    "drawing": "a picture",
    "mapping": "what Lambda calls the link between a source and a function",
    "monitoring": "a capability",
    "opening": "the stock that a shop opens with",
    "ring": "of keys",
    "speed": "how fast something is",
    "wiring": "what is connected with what",
}
"""Last words of modules' names that look like participles or gerunds, and what they are."""
PARTICIPLES = {
    *("asked", "found", "given", "held", "kept", "left", "lost", "made", "seen", "sent", "sold", "taken"),
    "told",
}
NO_VERB = re.compile(
    r"(A|An|All|Any|As|At|Both|By|Each|Every|For|From|How|If|In|It|Its|No|Nobody|Nothing|Of|On|One|Only|So"
    r"|Somebody|That|The|Those|To|Up|What|When|Where|Whether|Who|Whoever|Whom|Why|With|Without)\b|[a-z`]"
)


def is_participle(word: str) -> bool:
    """Return whether a word looks like one, or like a gerund, and isn't a noun besides."""
    return word not in NOUNS and (word in PARTICIPLES or re.search(r"(?:ing|ed)$", word) is not None)


def is_property(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Return whether a function is read as an attribute: a noun phrase says what it is."""
    return any("property" in ast.unparse(each) for each in function.decorator_list)


def functions_without_a_verb(source: str) -> Iterator[str]:
    """Yield the name and the first words of each public function that isn't said to do something."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or is_property(node):
            continue
        said = ast.get_docstring(node)
        if said and not node.name.startswith("_") and NO_VERB.match(said):
            yield f"{node.name}: {said.splitlines()[0][:60]}"


def test_a_class_has_a_name_that_no_other_class_has() -> None:
    homes: defaultdict[str, list[str]] = defaultdict(list)
    for file in files():
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].append(place(file))

    assert {name: there for name, there in homes.items() if len(there) > 1} == {}


def test_no_module_is_called_by_a_participle_or_a_gerund() -> None:
    assert [place(file) for file in files() if is_participle(file.stem.split("_")[-1])] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_function_is_said_to_do_something(package: str) -> None:
    found = {
        place(file): said
        for file in files()
        if place(file).startswith(f"{package}/") and (said := [*functions_without_a_verb(file.read_text())])
    }

    assert found == {}


@pytest.mark.parametrize("word", ["telling", "told", "merged", "judging"])
def test_a_participle_is_told_from_a_noun(word: str) -> None:
    assert is_participle(word)


@pytest.mark.parametrize("said", ["What was found.", "The rows.", "`x` of y.", "Of their rows.", "its rows"])
def test_a_function_that_does_nothing_is_found(said: str) -> None:
    assert list(functions_without_a_verb(f'def rows():\n    """{said}"""\n')) == [f"rows: {said}"]
