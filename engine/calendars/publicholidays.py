"""Public holidays of countries and their parts, as the package `holidays` knows them."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays


@dataclass(frozen=True)
class PublicHolidays:
    """The holidays of a country (ISO 3166-1 alpha-2), and of a part of it (ISO 3166-2, without the country).

    With `are_moved`, a holiday on a day off counts on the day to which that country moves it.
    """

    country: str
    subdivision: str | None = None
    are_moved: bool = True

    def of_year(self, year: int) -> frozenset[date]:
        """The holidays in `year`; none for a year that the package does not know."""
        return _of_year(self, year)

    @property
    def problem(self) -> str | None:
        """What is wrong with country or subdivision; None if both are known."""
        known = holidays.list_supported_countries(include_aliases=False)
        if self.country not in known:
            return f"expected a country like DE (ISO 3166-1 alpha-2), found {self.country!r}"
        if self.subdivision is not None and self.subdivision not in known[self.country]:
            expected = ", ".join(known[self.country]) or "none"
            return f"expected a subdivision of {self.country} ({expected}), found {self.subdivision!r}"
        return None


@lru_cache(maxsize=512)
def _of_year(which: PublicHolidays, year: int) -> frozenset[date]:
    found = holidays.country_holidays(
        which.country, subdiv=which.subdivision, years=year, observed=which.are_moved, expand=False
    )
    return frozenset(day for day in found if day.year == year)
