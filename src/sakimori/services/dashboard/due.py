"""What falls due and what runs out: periodic reviews, and waivers whose gaps will count again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from sakimori.domain.codes import Severity
from sakimori.domain.gap import Waiver
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.values.text import Text
from sakimori.rules import rules_with
from sakimori.services.gaps.waivers import WaiverStanding, standing_of
from sakimori.services.kernel.party_cache import among
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.engine import Row
from sakimori.store.spans import AS_KNOWN


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """The last day of a third party's periodic review."""

    third_party_id: str
    due_on: date
    severity: Severity
    is_overdue: bool


def reviews_due(workspace: Workspace, *, on: date, number: int, days: int) -> tuple[ReviewDue, ...]:
    """The reviews that are overdue, and those that fall due within some days; the sooner first."""
    with workspace.unit() as unit:

        def read(ids: Sequence[str] | None) -> Mapping[str, list[ReviewDue]]:
            of_parties, parties = among("third_party_id", ids)
            of_reviews, rules = among("rule_id", rules_with(DeadlineKind.REVIEW))
            rows = unit.query(
                "SELECT third_party_id, gap_id, severity, from_on, until_on FROM gap_span "
                f"WHERE {AS_KNOWN} AND {of_parties} AND {of_reviews} AND from_on IS NOT NULL "
                "ORDER BY third_party_id, gap_id, from_on",
                number=number,
                **parties,
                **rules,
            )
            found: defaultdict[str, list[ReviewDue]] = defaultdict(list)
            for (party, _), stages in groupby(rows, itemgetter("third_party_id", "gap_id")):
                due = _review_due(party, list(stages), on=on, last=on + timedelta(days=days))
                if due is not None:
                    found[party].append(due)
            return found

        by_party = workspace.remembered.by_party(unit, ("reviews", on, days), read, number=number)
    found = (review for reviews in by_party.values() for review in reviews)
    return tuple(sorted(found, key=lambda review: (review.due_on, review.third_party_id)))


def _review_due(party: str, stages: Sequence[Row], *, on: date, last: date) -> ReviewDue | None:
    """What the stages of one gap, the first of them first, say; the severity is that of the day, else of the first."""
    day, due_on = on.isoformat(), date.fromisoformat(str(stages[0]["from_on"])) - timedelta(days=1)
    left = [stage for stage in stages if stage["until_on"] is None or str(stage["until_on"]) > day]
    if not left or due_on > last:
        return None
    return ReviewDue(party, due_on, Severity(str(left[0]["severity"])), due_on < on)


@dataclass(frozen=True, slots=True)
class WaiverEnding:
    """A waiver that holds on the day and when it ends; the gap then counts again without anybody's doing."""

    gap_id: str
    third_party_id: str
    severity: Severity
    title: Text
    last_day: date


def waivers_ending(workspace: Workspace, *, on: date, today: date, number: int, days: int) -> tuple[WaiverEnding, ...]:
    """The waivers that hold on a day and run out within some days, the sooner first."""
    with workspace.unit() as unit:
        waivers: list[Waiver] = (
            unit.trail.records_at(Waiver, number) if on < today else unit.records.select(Waiver, "approved = 1")
        )
        last = on + timedelta(days=days)
        found = []
        for waiver in waivers:
            if waiver.approved is not True or not on <= waiver.last_day <= last:
                continue
            for span in unit.spans.as_known(number, on, third_party_id=waiver.third_party_id):
                if span.gap_id == waiver.gap_id and (
                    standing_of(waiver, severity=span.severity, facts_digest=span.facts_digest, on=on)
                    is WaiverStanding.ACTIVE
                ):
                    found.append(
                        WaiverEnding(span.gap_id, span.third_party_id, span.severity, span.title, waiver.last_day)
                    )
    return tuple(sorted(found, key=lambda w: (w.last_day, w.severity.rank, w.gap_id)))
