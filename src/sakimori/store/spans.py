"""Gap spans in the store: known now, known then, the difference that a write makes, and open gaps counted by days."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from operator import attrgetter
from typing import Final

from sakimori.domain.gap import Finding, Gap, Span, Stage
from sakimori.domain.policy import Policy
from sakimori.store.engine import Engine, Value
from sakimori.store.gap_days import Tallies, count_in, of_parties
from sakimori.store.records import Records, to_row

AS_KNOWN = "known_from <= :number AND (known_until IS NULL OR known_until > :number)"
"""The rows that were knowledge after one entry of the trail."""

KNOWN_NOW = "known_until IS NULL AND known_from <= :number"
"""The same after the last entry of the trail, in the words that its index answers."""

TRUE_ON = "(from_on IS NULL OR from_on <= :day) AND (until_on IS NULL OR until_on > :day)"
"""The rows that are true on one day."""


# `json.dumps` would make an encoder for each text.
_wide: Final = json.JSONEncoder(ensure_ascii=False).encode


def facts_digest(finding: Finding) -> str:
    """A digest of the facts on which a finding rests; a waiver holds only as long as it stands."""
    text = _wide(sorted(finding.facts))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def gap_id(third_party_id: str, finding: Finding) -> str:
    """The id of a finding's gap: made from what the gap is, so that one gap never gets two."""
    text = _wide([third_party_id, *finding.identity])
    return "g" + hashlib.sha256(text.encode()).hexdigest()[:15]


class Spans:
    """Spans and gap identities of one engine."""

    def __init__(self, engine: Engine) -> None:
        """Work on one connection."""
        self._engine = engine
        self._records = Records(engine)
        self.tallies = Tallies(engine)

    def known_now(self, third_party_id: str) -> list[Span]:
        """The spans of one third party that are knowledge now."""
        return self._select("third_party_id = :id AND known_until IS NULL", {"id": third_party_id})

    def known_of(self, third_party_ids: Sequence[str]) -> dict[str, list[Span]]:
        """The same of each of some third parties."""
        of_them, params = of_parties(third_party_ids)
        found: dict[str, list[Span]] = {one: [] for one in third_party_ids}
        for span in self._select(f"{of_them} AND known_until IS NULL", params, order="third_party_id, id"):
            found[span.third_party_id].append(span)
        return found

    def as_known(self, number: int, day: date, *, third_party_id: str | None = None) -> list[Span]:
        """State of a day as known after an entry."""
        narrow = " AND third_party_id = :id" if third_party_id else ""
        params: dict[str, Value] = {"number": number, "day": day.isoformat()}
        if third_party_id:
            params["id"] = third_party_id
        return self._select(f"{AS_KNOWN} AND {TRUE_ON}{narrow}", params)

    def _select(self, where: str, params: dict[str, Value], *, order: str = "id") -> list[Span]:
        return self._records.select(Span, where, params, order=order)

    def keep_in_step(
        self, third_party_id: str, findings: Sequence[Finding], *, policy: Policy, number: int, on: date
    ) -> tuple[list[Span], list[Span], list[Span]]:
        """Store only the differences between what the rules say and what is known.

        What opened is given, what closed, and all that is known then.
        """
        standing = self.known_now(third_party_id)
        since = counted_since(standing)
        wanted = planned_spans(third_party_id, findings, policy=policy, number=number, on=on, since=since)
        return self._replace(third_party_id, standing, wanted, number=number)

    def _replace(
        self, third_party_id: str, standing: Sequence[Span], wanted: Sequence[Span], *, number: int
    ) -> tuple[list[Span], list[Span], list[Span]]:
        opened, closed, kept = differing(standing, wanted)
        self._close(third_party_id, closed, number)
        self._add_identities(third_party_id, opened)
        self._engine.insert_all("gap_span", [to_row(s) for s in opened])
        if opened or closed:
            count_in(self._engine, opened, closed)
            self.tallies.keep_in_step(third_party_id, [*kept, *opened])
        return opened, closed, [*kept, *opened]

    def _close(self, third_party_id: str, spans: Sequence[Span], number: int) -> None:
        for span in spans:
            self._engine.execute_later(
                # COALESCE keeps the board's index out of it, in which all open gaps of a severity stand together.
                "UPDATE gap_span SET known_until = :number WHERE gap_id = :gap AND third_party_id = :id AND "
                "COALESCE(known_until, 0) = 0 AND COALESCE(severity, '') = :severity AND "
                "COALESCE(from_on, '') = :from_on",
                {
                    "number": number,
                    "gap": span.gap_id,
                    "id": third_party_id,
                    "severity": span.severity.value,
                    "from_on": span.from_on.isoformat() if span.from_on else "",
                },
            )

    def _add_identities(self, third_party_id: str, spans: Sequence[Span]) -> None:
        wanted = {span.gap_id: span for span in spans}
        standing = {gap.id for gap in self._records.with_ids(Gap, wanted)}
        self._records.insert_all(
            [
                Gap(
                    id=gap,
                    third_party_id=third_party_id,
                    rule_id=span.rule_id,
                    subject_kind=span.subject_kind,
                    subject_key=span.subject_key,
                )
                for gap, span in wanted.items()
                if gap not in standing
            ]
        )


Since = Mapping[tuple[str, date | None], date]
"""The days from which people count for gaps that stand already, by gap and first day."""


def counted_since(standing: Iterable[Span]) -> Since:
    """The days from which people count for gaps that stand already, as `planned_spans` takes them."""
    return {(span.gap_id, span.from_on): span.since_on for span in standing}


def planned_spans(
    third_party_id: str,
    findings: Sequence[Finding],
    *,
    policy: Policy,
    number: int,
    on: date,
    since: Since,
) -> list[Span]:
    """The spans that findings call for; `since` holds the day from which people count for gaps that stand already."""
    planned: list[Span] = []
    for finding in findings:
        identity = gap_id(third_party_id, finding)
        start = finding.stages[0].from_on or since.get((identity, None)) or on
        digest = facts_digest(finding)
        planned.extend(
            _span(identity, third_party_id, finding, stage, digest, policy=policy, number=number, start=start)
            for stage in _from_the_start(finding.stages, start)
        )
    return planned


def counted_stages(third_party_id: str, finding: Finding, *, on: date, since: Since) -> Sequence[Stage]:
    """The stages that the spans of a finding have."""
    if not finding.stages[0].is_start:
        return finding.stages
    return _from_the_start(finding.stages, since.get((gap_id(third_party_id, finding), None)) or on)


def _from_the_start(stages: Sequence[Stage], start: date) -> Sequence[Stage]:
    """The stages of a gap that counts from a day; one that begins after the start period was never in it."""
    first = stages[0]
    if not first.is_start or first.from_on is not None or first.until_on is None or first.until_on > start:
        return stages
    left = [replace(stage, from_on=None) if stage.from_on == first.until_on else stage for stage in stages[1:]]
    return left or stages


def _span(
    identity: str,
    third_party_id: str,
    finding: Finding,
    stage: Stage,
    digest: str,
    *,
    policy: Policy,
    number: int,
    start: date,
) -> Span:
    allowed = policy.due_days(stage.severity)
    if finding.due_days is not None:  # a pack may only shorten what policy allows
        allowed = min(allowed, finding.due_days)
    title, cites = finding.title_in(stage), finding.cites_in(stage)
    begins = stage.until_on if stage.is_start and stage.until_on else stage.from_on or start
    return Span(
        gap_id=identity,
        third_party_id=third_party_id,
        rule_id=finding.rule_id,
        revision=finding.revision,
        subject_kind=finding.subject.kind,
        subject_key=finding.subject.key,
        kind=finding.kind_in(stage),
        basis=finding.basis,
        severity=stage.severity,
        from_on=stage.from_on,
        until_on=stage.until_on,
        since_on=start,
        due_on=begins + timedelta(days=allowed),
        title_ja=title.ja,
        title_en=title.en,
        cites_ja=cites.ja,
        cites_en=cites.en,
        action_ja=finding.action.ja,
        action_en=finding.action.en,
        fix_record=finding.fix.record,
        fix_id=finding.fix.record_id,
        fix_field=finding.fix.field,
        area=finding.area,
        points=" ".join(finding.points),
        facts_digest=digest,
        known_from=number,
    )


_LASTING = attrgetter(
    *(f.name for f in fields(Span) if f.name not in {"known_from", "known_until", "since_on", "due_on"})
)


def differing(standing: Iterable[Span], wanted: Iterable[Span]) -> tuple[list[Span], list[Span], list[Span]]:
    """What opens, what closes and what stays where spans take the place of others."""
    before, after = {_content(s): s for s in standing}, {_content(s): s for s in wanted}
    opened = [span for content, span in after.items() if content not in before]
    closed = [span for content, span in before.items() if content not in after]
    return opened, closed, [span for content, span in before.items() if content in after]


def _content(span: Span) -> tuple[object, ...]:
    """What of a span the moment of its writing does not decide: the day on which it is due only from its first on."""
    return (*_LASTING(span), span.due_on - (span.from_on or span.since_on))
