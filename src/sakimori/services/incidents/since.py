"""Since when the situations of an incident are given, and the change of facts that made each so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sakimori.domain.incident import CaseJudged, CaseSince
from sakimori.domain.records.incidents import Incident
from sakimori.domain.values.text import NO_TEXT, Text
from sakimori.rules.incidents.progress import counted_from, judged
from sakimori.services.incidents.keeping import changed_fields
from sakimori.services.incidents.words import DECIDES, change_words, joined
from sakimori.services.kernel.unit import Change, Unit


def with_since(change: Change, before: Incident, wanted: Incident) -> Incident:
    """The incident with the first day of each situation that its changed facts bring about or end.

    A situation that was not given and now is, or may be, counts from today; one that was open all along counts from
    the day of knowing. One that held once keeps its day, and is never begun anew by being taken back.
    """
    stood = {case.case: case for case in judged(before).cases}
    known = {one.case: one for one in before.case_since}
    because = _because(change, before, wanted)
    found = (_since(known.get(case.case), stood[case.case], case, change, because) for case in judged(wanted).cases)
    return replace(wanted, case_since=tuple(one for one in found if one is not None))


def because_of(incident: Incident) -> Text:
    """The change of facts that made an incident reportable later than it was known; blank where that was at once."""
    start = counted_from(incident)
    if start == incident.known_on:
        return NO_TEXT
    given = {case.case for case in judged(incident).cases if case.holds is not False}
    return next(
        (Text(one.because_ja, one.because_en) for one in incident.case_since if one.on == start and one.case in given),
        NO_TEXT,
    )


def _since(
    standing: CaseSince | None, before: CaseJudged, after: CaseJudged, change: Change, because: Text
) -> CaseSince | None:
    if standing is not None and standing.has_held:
        return standing
    if after.holds is False:
        return None
    if standing is not None:
        return replace(standing, has_held=bool(after.holds))
    if before.holds is False:
        return CaseSince(after.case, change.today, bool(after.holds), because.ja, because.en)
    # What was open from the beginning was gone on with as if it were reported.
    return CaseSince(after.case, None, has_held=True) if after.holds else None


def _because(unit: Unit, before: Incident, wanted: Incident) -> Text:
    return joined(_changes(unit, before, wanted))


def _changes(unit: Unit, before: Incident, wanted: Incident) -> Iterator[Text]:
    for field in changed_fields(before, wanted):
        if field in DECIDES:
            yield change_words(unit, before, wanted, field)
