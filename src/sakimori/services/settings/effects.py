"""What another policy would turn, counted before it is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sakimori.domain.gap import Span
from sakimori.domain.policy import Policy
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.days import legal_day
from sakimori.rules.evaluation import evaluate
from sakimori.services.kernel.loading import BATCH, load_dossiers
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.spans import planned_spans, span_content


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
        ids = [p.id for p in unit.records.select(ThirdParty)]
        for begin in range(0, len(ids), BATCH):
            for dossier in load_dossiers(unit, ids[begin : begin + BATCH]):
                party = dossier.third_party.id
                planned = planned_spans(
                    party, evaluate(dossier, policy), policy=policy, number=0, on=legal_day(today_at), since={}
                )
                wanted = {span_content(s) for s in planned}
                held = {span_content(s) for s in unit.spans.known_now(party)}
                effect = effect.with_party(tuple(wanted - held), tuple(held - wanted))
    return effect
