"""Codes as text: which ones say nothing, and which ones a spreadsheet has rewritten."""

import re

_NOTHING = frozenset({"nan", "nat", "null", "nil", "none", "na", "notavailable", "undefined", "unknown"})
_NO_WORD = re.compile(r"\\N|[-\u2010-\u2015\u2212_.,?*/\\#!\s]*", re.IGNORECASE)
_NO_LETTER = re.compile(r"[\W_]+")
_ZERO = re.compile(r"[-+]?0+([.,]0*)?")

_EXPONENT = re.compile(r"[-+]?\d+([.,]\d+)?E[-+]\d+|[-+]?\d+[.,]\d+E\d+", re.IGNORECASE | re.ASCII)
_WITH_A_POINT = re.compile(r"[-+]?\d+[.,]0+", re.ASCII)
_THOUSANDS = re.compile(r"\d{1,3}([,'\u2019]\d{3})+", re.ASCII)
_TIME = r"(\d{1,2}:\d{2}(:\d{2})?( ?[AP]M)?)"
_MONTHS = (
    "jan|janv|ene|gen|feb|febr|f\u00e9vr|fev|mar|mars|m\u00e4r|m\u00e4rz|mrz|mrt|apr|avr|abr|may|mai|mei|maj"
    "|mag|maio|jun|juin|giu|jul|juil|lug|aug|ao\u00fbt|ago|sep|sept|set|oct|okt|out|ott|nov|dec|d\u00e9c|dez|dic"
)
_DATE = re.compile(
    rf"\d{{1,2}}[-./ ]{{1,2}}({_MONTHS})\.?([-./ ]\d{{2,4}})?"
    rf"|({_MONTHS})\.?[-./ ]\d{{1,4}}"
    rf"|(19|20)\d\d[-./]\d{{1,2}}[-./]\d{{1,2}}([ T]{_TIME})?"
    rf"|\d{{1,2}}[-./]\d{{1,2}}[-./](19|20)\d\d( {_TIME})?"
    rf"|\d{{1,2}}/\d{{1,2}}/\d\d|{_TIME}",
    re.IGNORECASE | re.ASCII,
)
_ERROR = re.compile(r"#+|#N/?[AV]|#DIV/0!|#[^\W\d][\w./]*[!?]|#GETTING_DATA|Err:\d+", re.IGNORECASE)

_SHAPES = (
    (_EXPONENT, "looks like a number in scientific notation"),
    (_WITH_A_POINT, "ends in a point and zeros, as a number does"),
    (_THOUSANDS, "has separators of thousands, as a number does"),
    (_DATE, "looks like a date or a time"),
)
_MARKS = {"#": "begins with #, as a spreadsheet's errors do", "'": "begins with '", "=": "begins with ="}


def says_nothing(text: str) -> bool:
    """Tell whether a text is a spreadsheet's or a database's way of saying that there is no value."""
    if text.isdigit():
        return False
    return _NO_WORD.fullmatch(text) is not None or _NO_LETTER.sub("", text).lower() in _NOTHING


def is_zero(text: str) -> bool:
    """Tell whether a text is zero as a number: what a spreadsheet's look-up finds in an empty cell."""
    return _ZERO.fullmatch(text) is not None


def is_spreadsheet_error(text: str) -> bool:
    """Tell whether a text is what a spreadsheet shows where a formula, or the column's width, failed."""
    return _ERROR.fullmatch(text) is not None


def code_fault(code: str) -> str | None:
    """Return why a text is no code: it says nothing, or a program has rewritten it; or nothing."""
    return "says that there is none" if says_nothing(code) else rewriting_fault(code)


def rewriting_fault(code: str) -> str | None:
    """Return by what a code shows that a spreadsheet took it for something else, or nothing."""
    if code.isdigit():
        return None
    if said := _MARKS.get(code[:1]):
        return said
    if code.startswith("Err:"):
        return "is a spreadsheet's error"
    return next((says for shape, says in _SHAPES if shape.fullmatch(code)), None)
