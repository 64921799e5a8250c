"""Judging without storing: all held against what is stored, and what another policy would turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sakimori.domain.gap import Finding, Span
from sakimori.domain.policy import Policy
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.days import legal_day
from sakimori.rules.evaluation import evaluate
from sakimori.services.kernel.kept_beside import unkept
from sakimori.services.kernel.loading import BATCH, load_dossiers
from sakimori.services.kernel.side_by_side import in_batches
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.gap_days import gap_days_are_kept
from sakimori.store.reads.parties import every_id
from sakimori.store.spans import Since, counted_since, counted_stages, differing, planned_spans


@dataclass(frozen=True, slots=True)
class SpanDifference:
    """A span that upkeep holds and the rules do not give, or the other way round."""

    third_party_id: str
    rule_id: str
    subject_key: str
    severity: str
    from_on: date | None
    until_on: date | None
    is_held: bool


def recompute(
    workspace: Workspace, *, on: date, is_command: bool = False
) -> Iterator[tuple[int, int, list[SpanDifference]]]:
    """Judge every dossier from scratch, in batches; give done, total, and what differs from what is held.

    Rule, subject, both days and severity are compared. A command may use processes of its own.
    """
    with workspace.unit() as unit:
        ids = every_id(unit.engine)
        policy = unit.policy()
    work = partial(_of_batch, policy=policy, on=on)
    for place, differences in enumerate(in_batches(workspace, ids, work, is_command=is_command), start=1):
        of_all = _of_all(workspace) if place == 1 else []  # meanwhile processes go on with the other batches
        yield min(place * BATCH, len(ids)), len(ids), [*of_all, *differences]


def _of_all(workspace: Workspace) -> list[SpanDifference]:
    with workspace.unit() as unit:
        return [] if gap_days_are_kept(unit.engine) else [_unkept_fact("gap_day", SELF_ID)]


def _unkept_fact(what: str, third_party_id: str) -> SpanDifference:
    """Something kept beside a third party is not what its records come to."""
    return SpanDifference(third_party_id, what, third_party_id, "", None, None, is_held=True)


def _of_batch(unit: Unit, ids: Sequence[str], *, policy: Policy, on: date) -> list[SpanDifference]:
    dossiers, known = load_dossiers(unit, ids), unit.spans.known_of(ids)
    found = [_unkept_fact(what, party) for what, party in unkept(unit, dossiers, known, policy, on=on)]
    for dossier in dossiers:
        party = dossier.third_party.id
        held = {_compared(span) for span in known[party]}
        since = counted_since(known[party])
        wanted = {one for finding in evaluate(dossier, policy) for one in _spans_of(party, finding, on=on, since=since)}
        found += [_difference(party, one, is_held=True) for one in held - wanted]
        found += [_difference(party, one, is_held=False) for one in wanted - held]
    return found


_Compared = tuple[str, str, str, date | None, date | None, str, str]
"""Rule, subject, severity, both days, then what a difference does not name: the kind of subject and the title."""


def _compared(span: Span) -> _Compared:
    return (
        span.rule_id, span.subject_key, span.severity, span.from_on, span.until_on, span.subject_kind, span.title_ja,
    )  # fmt: skip


def _spans_of(party: str, finding: Finding, *, on: date, since: Since) -> Iterator[_Compared]:
    """The spans that a finding calls for."""
    rule, subject = finding.rule_id, finding.subject
    for stage in counted_stages(party, finding, on=on, since=since):
        title = finding.title_in(stage).ja
        yield rule, subject.key, stage.severity, stage.from_on, stage.until_on, subject.kind, title


def _difference(third_party_id: str, span: _Compared, *, is_held: bool) -> SpanDifference:
    return SpanDifference(third_party_id, *span[:5], is_held=is_held)


@dataclass(frozen=True, slots=True)
class Effect:
    """How many spans open, close or only get another due day, and on how many third parties."""

    opened: int = 0
    closed: int = 0
    moved: int = 0
    third_parties: int = 0

    def with_party(self, opened: Sequence[Span], closed: Sequence[Span]) -> Effect:
        """The effect with that on one more third party."""
        new, old = {_turn(s) for s in opened}, {_turn(s) for s in closed}
        return Effect(
            self.opened + len(new - old),
            self.closed + len(old - new),
            self.moved + len(new & old),
            self.third_parties + bool(new or old),
        )


def _turn(span: Span) -> tuple[str, str, date | None, date | None]:
    return (span.gap_id, span.severity.value, span.from_on, span.until_on)


def preview(workspace: Workspace, policy: Policy, *, today_at: datetime) -> Effect:
    """How many gaps would open and close under another policy, without writing."""
    effect = Effect()
    with workspace.unit() as unit:
        ids = every_id(unit.engine)
        for begin in range(0, len(ids), BATCH):
            for dossier in load_dossiers(unit, ids[begin : begin + BATCH]):
                party = dossier.third_party.id
                known, findings = unit.spans.known_now(party), evaluate(dossier, policy)
                planned = planned_spans(
                    party, findings, policy=policy, number=0, on=legal_day(today_at), since=counted_since(known)
                )
                opened, closed, _ = differing(known, planned)
                effect = effect.with_party(opened, closed)
    return effect
