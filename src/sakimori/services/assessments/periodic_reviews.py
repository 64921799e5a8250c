"""定期見直し: for tier 3 a recorded check of certificates completes it; every other tier needs a decided assessment."""

from __future__ import annotations

from datetime import datetime

from sakimori.domain.questions.assessment import PeriodicReview, ReviewKind
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.rules.facts.governing import CERTIFICATE_CHECK_TIER
from sakimori.rules.facts.tiering import tier
from sakimori.services.flows.tiering_facts import as_tiered
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.results import Saved
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import clean, refuse_personal_numbers, require_standing
from sakimori.services.parties.write import saved

_OTHER_TIER = Text(
    "認証の確認で見直しを終えられるのは区分3だけです。審査を始めてください。",
    "Only tier 3 is reviewed by checking certificates. Open an assessment.",
)
_WHAT_NEEDED = Text("確かめた認証と番号を書いてください。", "Say which certificate you checked, and its number.")


def record_certificate_check(
    workspace: Workspace, third_party_id: str, *, note: str, actor: Actor, at: datetime
) -> Saved[PeriodicReview]:
    """Record that certificates were checked today, which completes the periodic review of a tier 3 third party.

    Raises:
        StateError: It is of another tier, or nothing is said of what was checked.
    """
    require(actor, Permission.REVIEW_ASSESSMENT)
    words = clean(note, one_line=False)
    refuse_personal_numbers("note", words)
    if not words:
        raise StateError(why=_WHAT_NEEDED)
    with workspace.change("periodic_review.completed", actor=actor, at=at) as change:
        party = require_standing(change, third_party_id)
        if tier(as_tiered(change, party, number=change.number()), change.policy()) != CERTIFICATE_CHECK_TIER:
            raise StateError(why=_OTHER_TIER)
        review = change.insert(
            PeriodicReview(
                id=change.new_id("pr"),
                third_party_id=party.id,
                kind=ReviewKind.CERTIFICATE_CHECK,
                completed_on=change.today,
                by=actor.id,
                note=words,
            )
        )
    return saved(review, change)
