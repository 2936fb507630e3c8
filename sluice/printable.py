"""Text as a terminal may show it: what senders wrote moves no cursor, and hides or forges no line."""


def to_printable(text: object) -> str:
    """Return a text on one line, with an escape in the place of each character that nobody sees."""
    shown = str(text)
    return shown if shown.isprintable() else "".join(map(_escape, shown))


def _escape(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode()
