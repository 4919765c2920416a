"""How long a guide may be trusted: past a source's limit since the last check, its statements need another look."""

from calendar import monthrange
from datetime import date
from functools import lru_cache

from micloud_helper.guide import Guide, Source

__all__ = ["good_until", "guide_is_stale"]


def good_until(guide: Guide, source: Source) -> date:
    """Give the last day on which a source need not be looked at again."""
    years, month = divmod(guide.checked_on.month - 1 + source.recheck_months, 12)
    year = min(guide.checked_on.year + years, date.max.year)
    return date(year, month + 1, min(guide.checked_on.day, monthrange(year, month + 1)[1]))


def guide_is_stale(guide: Guide, today: date) -> bool:
    """Tell whether any source of the guide is past its limit."""
    return _first_limit(guide) < today


@lru_cache(maxsize=4)
def _first_limit(guide: Guide) -> date:
    return min((good_until(guide, source) for source in guide.sources.values()), default=date.max)
