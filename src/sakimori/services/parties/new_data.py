"""What is known of any new hand-over to a third party, before anybody says which data."""

from __future__ import annotations

from sakimori.domain.codes import Outcome
from sakimori.rules.facts.rule_kit import STOPPED_DEALINGS
from sakimori.services.parties.view import DossierView, PartyStanding


def answer_to_new(view: DossierView) -> Outcome | None:
    """The answer that every new hand-over would get on the day; None where that depends on the data.

    It is never 可: which data may go is for a check to say.
    """
    party, blocks = view.party, view.blocks
    if party.archived_on is not None or party.lifecycle in STOPPED_DEALINGS:
        return Outcome.BLOCKED
    if blocks.is_stopped and blocks.gravest is not None and not blocks.gravest.is_unknown:
        return Outcome.BLOCKED
    if blocks.is_stopped or view.is_waiting or view.standing is PartyStanding.NO_ROLE:
        return Outcome.REVIEW
    return None
