"""How long a guide may be trusted: past a source's limit since the last check, its statements need another look."""

from calendar import monthrange
from datetime import date

from micloud_helper.guide import Guide, Source


def good_until(guide: Guide, source: Source) -> date:
    """Give the last day on which a source need not be looked at again."""
    years, month = divmod(guide.checked_on.month - 1 + source.recheck_months, 12)
    year = min(guide.checked_on.year + years, date.max.year)
    return date(year, month + 1, min(guide.checked_on.day, monthrange(year, month + 1)[1]))


def guide_is_stale(guide: Guide, today: date) -> bool:
    """Tell whether any source of the guide is past its limit."""
    return any(good_until(guide, source) < today for source in guide.sources.values())
