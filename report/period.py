"""The days that a page is about: a day, or the seven that end with one."""

from dataclasses import dataclass
from datetime import date, timedelta

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    @classmethod
    def of_day(cls, day: date) -> "Period":
        """Return a day alone."""
        return cls(day, day)

    @classmethod
    def of_week(cls, last: date) -> "Period":
        """Return the seven days that end with this one."""
        return cls(last - WEEK + DAY, last)

    @property
    def is_week(self) -> bool:
        """Tell whether it is more than a day."""
        return self.first != self.last

    @property
    def length(self) -> timedelta:
        """Return how many days it has."""
        return self.last - self.first + DAY

    @property
    def days(self) -> list[date]:
        """Return its days in their order."""
        return [self.first + number * DAY for number in range(self.length.days)]

    @property
    def week_before(self) -> "Period":
        """Return the same weekdays of the week before."""
        return self.back(WEEK)

    def back(self, by: timedelta) -> "Period":
        """Return as many days, by so much earlier."""
        return Period(self.first - by, self.last - by)

    def __contains__(self, day: date) -> bool:
        """Tell whether a day is among them."""
        return self.first <= day <= self.last
