import json
import re

import pytest

from twin.semantics.properties import Unsupported
from twin.semantics.vtl import Rendered, Template

CHOICE = """\
#if($input.path('$.__type').matches('.*(Too|Large)'))
#set($context.responseOverride.status = 413)
no
#else
#set($context.responseOverride.header.Retry-After = '2')
later
#end"""


def test_a_body_goes_in_byte_for_byte_as_base64() -> None:
    assert Template('"$util.base64Encode($input.body)"').render("ß {}\n").text == '"w58ge30K"'


@pytest.mark.parametrize("value", ["367", 'a"b\\', "ß", 3, None, [1]])
def test_a_field_goes_in_as_json(value: object) -> None:
    rendered = Template("{\"key\": $input.json('$.store_id')}").render(json.dumps({"store_id": value}))

    assert json.loads(rendered.text) == {"key": value}


@pytest.mark.parametrize("body", ["{}", "[]", "", "<html>"])
def test_a_field_that_is_not_there_is_empty(body: str) -> None:
    assert Template("$input.json('$.store_id')").render(body).text == '""'


def test_what_matches_in_whole_takes_the_first_way_and_overrides_the_status() -> None:
    assert Template(CHOICE).render('{"__type": "x#Large"}') == Rendered("no\n", 413, {})


@pytest.mark.parametrize("body", ['{"__type": "Larger"}', '{"__type": 5}', "{}", "<html>"])
def test_everything_else_takes_the_other_way(body: str) -> None:
    assert Template(CHOICE).render(body) == Rendered("later\n", None, {"Retry-After": "2"})


def test_an_if_may_have_no_else_and_another_may_follow_it() -> None:
    way = "#if($input.path('$.{}').matches('1')){}#end"
    template = Template(f"{way.format('a', 'A')}-{way.format('b', 'B')}")

    assert template.render('{"a": "1"}').text == "A-"
    assert template.render('{"b": "1"}').text == "-B"


OWN = """\
#set($senders = {"k1": "367", "k2": "381"})
#if($senders.get($context.identity.apiKeyId).equals($input.path('$.store_id')))
own
#else
foreign
#end"""


@pytest.mark.parametrize(
    ("key", "store", "text"),
    [
        ("k1", '"367"', "own"),
        ("k2", '"381"', "own"),
        ("k1", '"381"', "foreign"),
        ("k1", "367", "foreign"),
        ("k3", '"367"', "foreign"),
        ("k3", "null", "foreign"),
        ("", '""', "foreign"),
    ],
)
def test_a_map_is_asked_by_the_keys_id_and_compared_as_a_string(key: str, store: str, text: str) -> None:
    rendered = Template(OWN).render(f'{{"store_id": {store}}}', api_key_id=key)

    assert rendered.text == f"{text}\n"


BEFORE = """\
#set($senders = {"k1": "367", "k2": "381"})
#set($ends = {"k1": "1700000000000"})
#if($senders.get($context.identity.apiKeyId).equals($input.path('$.store_id')) && \
$ends.get($context.identity.apiKeyId).compareTo("$context.requestTimeEpoch") > 0)
own
#else
foreign
#end"""


@pytest.mark.parametrize(
    ("key", "store", "at", "text"),
    [
        ("k1", "367", 1_699_999_999.999, "own"),
        ("k1", "367", 1_700_000_000.0, "foreign"),
        ("k1", "381", 1_699_999_999.999, "foreign"),
        ("k2", "381", 1_699_999_999.999, "foreign"),
    ],
)
def test_a_keys_end_is_compared_with_the_time_of_the_request(
    key: str, store: str, at: float, text: str
) -> None:
    body = f'{{"store_id": "{store}"}}'

    assert Template(BEFORE).render(body, api_key_id=key, requested_at=at).text == f"{text}\n"


def test_a_map_that_was_never_set_holds_nothing() -> None:
    assert Template(OWN.partition("\n")[2]).render('{"store_id": "367"}', api_key_id="k1").text == "foreign\n"


@pytest.mark.parametrize(
    ("body", "text"), [('{"a": "1", "b": "1"}', "A"), ('{"b": "1"}', "B"), ('{"a": "2"}', "C")]
)
def test_of_several_ways_the_first_that_holds_is_taken(body: str, text: str) -> None:
    template = Template(
        "#if($input.path('$.a').matches('1'))A#elseif($input.path('$.b').matches('1'))B#else" + "C#end-"
    )

    assert template.render(body).text == f"{text}-"


@pytest.mark.parametrize(
    "text",
    [
        "#elseif($input.path('$.a').matches('b'))#end",
        "#if($input.path('$.a').matches('b'))#else#elseif($input.path('$.a').matches('b'))#end",
        "#set($x = {'a': $y})",
        "#if($senders.get($context.identity.apiKey).equals($input.path('$.a')))#end",
        "$senders.get('a')",
        "$input.params('a')",
        "$input.path('$.a')",
        "$input.json('$.a.b')",
        "#set($x = 1)",
        "#foreach($x in $y)#end",
        "#if($input.path('$.a') == 'b')#end",
        "#if($input.path('$.a').matches('b'))",
        "#if($input.path('$.a').matches('b'))#if($input.path('$.a').matches('b'))#end#end",
        "#else#end",
        "#end",
        "costs $5",
    ],
)
def test_what_it_does_not_know_is_refused(text: str) -> None:
    with pytest.raises(Unsupported, match="mapping template"):
        Template(text)


def rewritten(pattern: str, replacement: str, body: str, shape: str) -> bool:
    """Tell whether the body has become what a regular expression matches."""
    text = f"#set($x = $input.body.replaceAll('b', 'c').replaceAll('{pattern}', '{replacement}'))\n"
    return Template(f"{text}#if($x.matches('{shape}'))yes#end").render(body).text == "yes"


@pytest.mark.parametrize(
    ("pattern", "replacement", "body", "becomes"),
    [
        ("a(c)|(d)", "<$1$2>", "abdc", "<c><d>c"),
        ("[0-9]{2}", "", "12345", "5"),
        (r"(?<=[0-9])c(?=[0-9])(?![0-4])", "-", "1b9 1b3 cb9", "1-9 1c3 cc9"),
        (r"[\x{a0}\x{2010}-\x{2015}]|\x{2212}", " ", "1\u00a02\u20133\u22124", "1 2 3 4"),
        (r"[^<]*?(c)[0-9]|[^<]+", ",$1", "xxb1y", ",c,"),
        (r"[\\]{1,4}u003([0-9])", "$1", r"\u0034\\u0031", "41"),
    ],
)
def test_a_body_is_rewritten_step_by_step_as_by_java(
    pattern: str, replacement: str, body: str, becomes: str
) -> None:
    """Held against OpenJDK's String.replaceAll."""
    assert rewritten(pattern, replacement, body, re.sub(r"([^\w\s])", r"\\\1", becomes))


def test_a_text_that_was_never_set_matches_nothing() -> None:
    assert Template("#if($x.matches('a*'))yes#end").render("{}").text == ""


@pytest.mark.parametrize("replacement", ["$2", "$10", "a$", r"\1", "${name}"])
def test_a_replacement_that_may_mean_something_else_to_java_is_refused(replacement: str) -> None:
    with pytest.raises(Unsupported, match="doesn't evaluate this replacement"):
        Template(f"#set($x = $input.body.replaceAll('(a)', '{replacement}'))")


def taken(pattern: str, value: str) -> bool:
    template = Template(f"#if($input.path('$.a').matches('{pattern}'))yes#end")
    return template.render(json.dumps({"a": value})).text == "yes"


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        (r"\d+", ["367"], ["\u0663", "", "3a"]),
        (r"\w", ["a", "_"], ["\u00e9"]),
        (r"\s", [" ", "\t", "\x0b"], ["\u00a0", "\x1c"]),
        (r"[\d.]{2,3}", ["1.", "1.2"], ["\u0663.", "1.2."]),
        ("a.c", ["abc", "a\x1cc"], ["a\nc", "a\rc", "a\x85c", "a\u2028c", "ac"]),
        (r"(?:a|b)\.c?", ["a.", "b.c"], ["ab", "c."]),
    ],
)
def test_a_regular_expression_means_what_it_means_to_java(
    pattern: str, matching: list[str], others: list[str]
) -> None:
    """Held against OpenJDK's String.matches."""
    assert [each for each in matching if not taken(pattern, each)] == []
    assert [each for each in others if taken(pattern, each)] == []


@pytest.mark.parametrize(
    "pattern", [r"\p{L}", r"\bA", "[a&&b]", "[a[b]]", "^a$", "(?i)a", "(?P<n>a)", "(a", "a{2", r"\Qa\E", "*"]
)
def test_a_regular_expression_that_may_mean_something_else_to_java_is_refused(pattern: str) -> None:
    with pytest.raises(Unsupported, match=r"doesn't evaluate this regular expression .*: [^\n]+$"):
        taken(pattern, "a")


@pytest.mark.parametrize("value", ["1e400", "-1e400", "[1, 1e400]", "NaN"])
def test_a_number_that_no_double_holds_is_refused_where_a_template_asks_for_it(value: str) -> None:
    body = f'{{"a": {value}, "b": 1}}'

    with pytest.raises(Unsupported, match=r"doesn't evaluate \$input.json\('\$.a'\) of"):
        Template("$input.json('$.a')").render(body)
    assert Template("$input.json('$.b')").render(body).text == "1"
