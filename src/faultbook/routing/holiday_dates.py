"""Public holidays of countries and their parts, by the library `holidays`, and days of one's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from types import MappingProxyType

from holidays import country_holidays, list_supported_countries

from faultbook.registry import expected_one_of
from faultbook.routing.time_intervals import local_time

PUBLIC = "public"
LANGUAGE = "en_US"
"""Of titles; without it they would be in the language of the process, where the library has it."""


@dataclass(frozen=True)
class Holidays:
    """The holidays of a country, whole days of the zone `location`.

    `country` is a code of ISO 3166-1, `subdivision` one of its parts (ISO 3166-2 without the country), empty for what
    the whole country has; country may be empty where only `days` count. `categories` are the library's, as public.
    `days` are further days with their titles; `working_days` are none, whatever the country has. ValueError with the
    nearest names for an unknown country, part or category, and for a day that is in both.
    """

    country: str = ""
    subdivision: str = ""
    categories: tuple[str, ...] = (PUBLIC,)
    days: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))
    working_days: frozenset[date] = frozenset()
    location: tzinfo = UTC

    def __post_init__(self) -> None:
        """ValueError as above."""
        if self.country:
            _check(self.country, self.subdivision, self.categories)
        elif self.subdivision:
            raise ValueError(f"found the subdivision {self.subdivision!r} without a country; expected one, as DE")
        elif not self.days:
            raise ValueError("found neither a country nor days; expected one of them")
        if both := sorted(self.working_days & self.days.keys()):
            raise ValueError(f"found {both[0]} as a holiday and as a working day; expected it once")

    def title(self, day: date) -> str | None:
        """What the holiday of a day is called; None where the day is none."""
        if day in self.working_days:
            return None
        if day in self.days or not self.country:
            return self.days.get(day)
        return _of_year(self.country, self.subdivision, self.categories, day.year).get(day)

    def contains(self, instant: datetime) -> bool:
        """Whether an instant is on a holiday; ValueError for one without a zone."""
        return self.title(local_time(instant, self.location).date()) is not None


def _check(country: str, subdivision: str, categories: tuple[str, ...]) -> None:
    countries = list_supported_countries()
    if country not in countries:
        codes = expected_one_of(country, countries)
        raise ValueError(f"found the country {country!r}; expected a code of ISO 3166-1, as DE or US: {codes}")
    parts = countries[country]
    if subdivision and subdivision not in parts:
        expected = f"expected {expected_one_of(subdivision, parts)}" if parts else "expected none: it has no parts here"
        raise ValueError(f"found the subdivision {subdivision!r} of {country}; {expected}")
    known = country_holidays(country, subdiv=subdivision or None).supported_categories
    if not categories:
        raise ValueError(f"found no category; expected at least one of {', '.join(sorted(known))}")
    for category in categories:
        if category not in known:
            raise ValueError(
                f"found the category {category!r} of {country}; expected {expected_one_of(category, sorted(known))}"
            )


@lru_cache(maxsize=1024)
def _of_year(country: str, subdivision: str, categories: tuple[str, ...], year: int) -> Mapping[date, str]:
    """The holidays of a year with their titles; none in years that the library does not know."""
    part = subdivision or None
    found = country_holidays(country, subdiv=part, years=year, expand=False, language=LANGUAGE, categories=categories)
    return MappingProxyType({day: title for day, title in found.items() if day.year == year})
