"""Ids in one spelling: what looks alike is the same, or refused."""

from unicodedata import is_normalized


def spelling_fault(text: str) -> str | None:
    """Return what keeps a text from being the only spelling of an id, or nothing."""
    if text.isascii():
        return None if text.isprintable() and text == text.strip() else _UNSEEN
    if not is_normalized("NFKC", text):
        return "has another spelling in Unicode: send it normalized (NFKC)"
    return None if text.isprintable() and text == text.strip() else _UNSEEN


def has_leading_zeros(text: str) -> bool:
    """Tell whether a number has another spelling, without the zeros before it."""
    return len(text) > 1 and text.startswith("0") and text.isascii() and text.isdigit()


_UNSEEN = "has blanks around it, or characters that nobody sees"
