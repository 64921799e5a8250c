"""The made-up company checks its own security measures: in part, then lightly and rejected, then whole."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sakimori.demo.actors import Actors
from sakimori.demo.script import Story
from sakimori.demo.third_parties import DemoParty, Manner
from sakimori.domain.codes import AssessmentKind, Decision
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.rules.facts.assessments import FULL, LIGHT, PROCESSOR_PACK, RECIPIENT_PACK

_BEFORE: Final = -425
_FIRST: Final = -400
_OPENED: Final = -150


def own_check(hands: Actors) -> Story:
    """Three checks: as a recipient, lightly as a processor, then whole."""
    with hands.workspace.unit() as unit:
        own = unit.records.get(ThirdParty, SELF_ID)
    part = DemoParty("own", own, "", "", "", "", "")
    hands.parties[part.key] = SELF_ID
    yield hands.day(_BEFORE)
    hands.open(part, group=LIGHT, kind=AssessmentKind.SELF_CHECK, pack=RECIPIENT_PACK)
    hands.fill(part, Manner())
    hands.submit(part)
    hands.decide(part, Decision.APPROVED, ())
    yield hands.day(_FIRST)
    hands.open(part, group=LIGHT, kind=AssessmentKind.SELF_CHECK, pack=PROCESSOR_PACK)
    yield hands.day(_FIRST + 6)
    hands.fill(part, Manner(critical=1, no=2))
    hands.submit(part)
    yield hands.day(_FIRST + 12)
    hands.decide(part, Decision.REJECTED, ())
    yield hands.day(_OPENED)
    hands.open(part, group=FULL, kind=AssessmentKind.SELF_CHECK, pack=PROCESSOR_PACK)
    yield hands.day(_OPENED + 6)
    hands.fill(part, Manner(partly=1, no=1))
    yield hands.day(_OPENED + 12)
    hands.submit(part)
    conditions = (("重要な設問の是正を確認する", hands.on + timedelta(days=45)),)
    hands.decide(part, Decision.CONDITIONAL, conditions)
