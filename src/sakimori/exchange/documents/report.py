"""What an auditor's report or a security white paper says of itself: kind, period, opinion, whom it leans on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sakimori.exchange.documents.controls import control_findings
from sakimori.exchange.documents.days import DayFound, days_in
from sakimori.exchange.documents.facts import FactProposal
from sakimori.exchange.documents.looks import Cell, Look, best
from sakimori.exchange.documents.pages import DocumentText
from sakimori.exchange.documents.patterns import fact_pairs, fact_pattern
from sakimori.exchange.documents.sub_services import sub_services

_KINDS: Final = fact_pairs("report", "kinds")
_RANGE: Final = fact_pattern("report", "range")
_TO: Final = fact_pattern("report", "to")
_AS_OF: Final = fact_pattern("report", "as_of")
_OPINIONS: Final = fact_pairs("report", "opinions")
_FIRM: Final = fact_pattern("report", "firm", exact=True)
_AUDITOR: Final = fact_pattern("report", "auditor")
_ALONE_REST, _COVER = 12, 6
_HOLDER: Final = (fact_pattern("report", "holder_named"), fact_pattern("report", "holder_ja"))


def report_facts(document: DocumentText) -> tuple[FactProposal, ...]:
    """What the report states, the best proposal of each fact first; lists of names and ids hold all of them."""
    look = Look(document)
    controls = control_findings(document)
    found = (
        best(list(_kinds(look)), 2),
        best(list(_holders(look))),
        *_periods(look),
        best(list(_opinions(look)), 2),
        *_signature(look),
        sub_services(look),
        [FactProposal("controls", one.control_id, one.passage) for one in controls],
        [FactProposal("exceptions", one.control_id, one.passage) for one in controls if one.has_exception],
    )
    return tuple(one for proposals in found for one in proposals)


def _kinds(look: Look) -> Iterator[FactProposal]:
    for code, pattern in _KINDS:
        for cell in look.cells[:60]:
            if (hit := pattern.search(cell.text)) is not None:
                yield look.propose("report", code, cell, hit.start(), hit.end())
                break
    # A cover may say the kind of the report on one line and its standard on another.
    cover = " ".join(cell.text for cell in look.cells[:_COVER])
    for code, pattern in _KINDS:
        if look.cells and pattern.search(cover):
            yield look.propose("report", code, look.cells[0])


_ALONE: Final = fact_pattern("report", "alone", exact=True)
_BEHIND_DAY: Final = fact_pattern("report", "behind_day", exact=True)
_PUBLISHED_BEHIND: Final = fact_pattern("report", "published_behind")
_PUBLISHED: Final = fact_pattern("report", "published")


def _holders(look: Look) -> Iterator[FactProposal]:
    for cell in look.cells[:40]:
        for pattern in _HOLDER:
            for hit in pattern.finditer(cell.text):
                if not _AUDITOR.search(hit["name"]):
                    yield look.propose("holder", hit["name"].strip(" ,"), cell, hit.start(), hit.end())
    for cell in look.cells[:12]:
        alone = _ALONE.fullmatch(cell.text) or _BEHIND_DAY.search(cell.text)
        if alone is not None and not _AUDITOR.search(cell.text):
            name = alone.groupdict().get("name") or alone[0]
            yield look.propose("holder", name, cell, alone.start(), alone.end())


def _periods(look: Look) -> tuple[list[FactProposal], list[FactProposal]]:
    """The first and the last day that were looked at; a day alone is the last one."""
    starts: list[FactProposal] = []
    ends: list[FactProposal] = []
    days_alone: list[FactProposal] = []
    for cell in look.cells:
        days = days_in(cell.text)
        for one, then in zip(days, [*days[1:], None], strict=False):
            between = cell.text[one.end : then.start] if then else ""
            if then is not None and _TO.fullmatch(between) and _is_period(cell, one, then):
                starts += look.days_of("period_from", cell, one.start, one.end)
                ends += look.days_of("period_until", cell, then.start, then.end)
            elif _AS_OF.search(cell.text[max(one.start - 12, 0) : one.start]) or re.match(
                r"\s*(?:現在|時点)", cell.text[one.end :]
            ):
                days_alone += look.days_of("period_until", cell, one.start, one.end)
    return best(starts, 2), best([*ends, *days_alone], 2)


def _is_period(cell: Cell, first: DayFound, last: DayFound) -> bool:
    """Whether two days are the ends of what was looked at: it is called so, begins with “from”, or stands alone."""
    before, rest = cell.text[: first.start].rstrip().lower(), len(cell.text) - (last.end - first.start)
    is_named = _RANGE.search(cell.text) or before.endswith(("from", "throughout", "during"))
    return bool(is_named) or rest < _ALONE_REST


def _opinions(look: Look) -> Iterator[FactProposal]:
    """The opinion by its words, the gravest first; what a heading promises of an opinion is none."""
    for value, pattern in _OPINIONS:
        for cell in look.cells:
            hit = pattern.search(cell.text)
            if hit is not None and not re.search(
                r"would|could|may (?:be|issue)|場合(?:は|に)", cell.text[: hit.start()][-60:]
            ):
                yield look.propose("opinion", value, cell, hit.start(), hit.end())
                break


def _signature(look: Look) -> tuple[list[FactProposal], list[FactProposal]]:
    """Who signed, and when: a firm that stands alone, and the day that stands near it."""
    issuers, days = [], []
    for cell in look.cells:
        hit = _FIRM.search(cell.text)
        if hit is None or len(cell.text) > len(hit[0]) + 45:
            continue
        name = (hit["name"] or hit["name2"] or hit["ja"]).strip(" ,")
        weight = 0 if _AUDITOR.search(name) else 1
        if weight and not _has_day_near(look, cell):
            continue
        issuers.append((weight, look.propose("issuer", name, cell, hit.start(), hit.end())))
        days += [(weight, one) for one in _day_near(look, cell)]
    ranked = [one for _, one in sorted(issuers, key=lambda pair: pair[0])]
    for cell in look.cells[:12]:
        for day in days_in(cell.text):
            if _PUBLISHED.search(cell.text[: day.start]) or _PUBLISHED_BEHIND.search(cell.text[day.end :]):
                days += [(2, one) for one in look.days_of("issued_on", cell, day.start, day.end)]
            elif len(cell.text) - (day.end - day.start) < _ALONE_REST and not _AS_OF.search(cell.text[: day.start]):
                days += [(3, one) for one in look.days_of("issued_on", cell, day.start, day.end)]
    return best(ranked, 2), best([one for _, one in sorted(days, key=lambda pair: pair[0])], 2)


def _has_day_near(look: Look, cell: Cell) -> bool:
    return any(True for _ in _day_near(look, cell))


def _day_near(look: Look, cell: Cell) -> Iterator[FactProposal]:
    """The day of a signature, which stands alone within a few lines of the name."""
    around = sorted(look.cells[max(cell.place - 5, 0) : cell.place + 6], key=lambda one: abs(one.place - cell.place))
    for one in around:
        days = days_in(one.text)
        if len(days) == 1 and len(one.text) - (days[0].end - days[0].start) < 25 and not _RANGE.search(one.text):
            yield from look.days_of("issued_on", one, days[0].start, days[0].end)
            return
