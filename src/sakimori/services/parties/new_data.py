"""What is known of any new hand-over to a third party, before anybody says which data."""

from __future__ import annotations

from collections.abc import Iterable

from sakimori.domain.codes import Outcome
from sakimori.rules.facts.rule_kit import STOPPED_DEALINGS
from sakimori.services.gaps.of_dossier import Block
from sakimori.services.parties.view import DossierView, PartyStanding


def answer_to_new(view: DossierView) -> Outcome | None:
    """The answer that every new hand-over would get on the day; None where that depends on the data.

    It is never 可: which data may go is for a check to say.
    """
    party, blocks = view.party, view.blocks
    if party.archived_on is not None or party.lifecycle in STOPPED_DEALINGS:
        return Outcome.BLOCKED
    # A start period makes no hand-over easier: what will be a defect after it bars already.
    known = {line.span.gap_id for line in view.gaps if line.is_known}

    def bars(reasons: Iterable[Block]) -> bool:
        return any(not block.is_unknown or block.gap_id in known for block in reasons)

    of_flows = blocks.is_stopped and not blocks.whole and all(bars(flow.blocks) for flow in blocks.stopped)
    if bars(blocks.whole) or of_flows:
        return Outcome.BLOCKED
    if blocks.is_stopped or view.is_waiting or view.standing is PartyStanding.NO_ROLE:
        return Outcome.REVIEW
    return None
