"""Numbers and days as people write them."""

from datetime import date

MINUS = "\N{MINUS SIGN}"
SPACE = "\N{NO-BREAK SPACE}"


def count(number: int) -> str:
    """Return 1,234."""
    return f"{number:,}".replace("-", MINUS)


def dollars(cents: int) -> str:
    """Return $1,234.56, exactly."""
    whole, rest = divmod(abs(cents), 100)
    return f"{MINUS if cents < 0 else ''}${whole:,}.{rest:02d}"


def added(number: int) -> str:
    """Return +1 for what came in addition."""
    return count(number) if number < 0 else f"+{count(number)}"


def gained(cents: int) -> str:
    """Return +$1.23 for what came in addition."""
    return dollars(cents) if cents < 0 else f"+{dollars(cents)}"


def percent(part: int, whole: int) -> str:
    """Return a share as 12.3 % or 1,234 %, and nothing where there is no whole."""
    if not whole:
        return ""
    share = 100 * part / whole
    return f"{share:,.{0 if abs(share) >= 100 else 1}f}{SPACE}%".replace("-", MINUS)


def change(now: int, before: int) -> str:
    """Return ▲ 12.3 % or ▼ 4.5 %, and nothing where there was nothing to change."""
    if before <= 0:
        return ""
    arrow = "▲" if now > before else "▼" if now < before else "="
    return f"{arrow}{SPACE}{percent(abs(now - before), before)}"


def named(number: int, one: str, many: str = "") -> str:
    """Return "1 store" or "2 stores"."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def long_day(day: date) -> str:
    """Return Saturday, 23 December 2017."""
    return f"{day:%A}, {day:%-d}{SPACE}{day:%B}{SPACE}{day.year}"


def long_days(first: date, last: date) -> str:
    """Return 18 to 24 December 2017, or 27 December 2017 to 2 January 2018."""
    month, year = f"{SPACE}{first:%B}", f"{SPACE}{first.year}"
    begins = [f"{first:%-d}", *([month] if first.month != last.month else [])]
    if first.year != last.year:
        begins.append(year)
    return f"{''.join(begins)} to {last:%-d}{SPACE}{last:%B}{SPACE}{last.year}"


def short_day(day: date) -> str:
    """Return Sat 23 Dec."""
    return f"{day:%a} {day:%-d} {day:%b}"


def axis(cents: int) -> str:
    """Return $1,000: a round amount, without cents where there are none."""
    return dollars(cents).removesuffix(".00")
