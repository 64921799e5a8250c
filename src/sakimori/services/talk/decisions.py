"""Decisions that were asked for: whom of, since when, and their end by whoever decides or sends back."""

from __future__ import annotations

from sakimori.domain.errand import Errand, ErrandKind
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Change
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.asked_for import note_done, open_at
from sakimori.services.talk.notices import tell


def close_decided(change: Change, assessment_id: str) -> None:
    """Note every open errand as done that asked for the decision on an assessment, and tell whoever asked."""
    for one in open_at(change, assessment_id):
        if one.kind is ErrandKind.DECISION:
            note_done(change, one)
            tell(change, {one.asked_by}, errand_id=one.id)


@needs(Permission.READ)
def asked_decisions(workspace: Workspace, assessment_id: str) -> tuple[tuple[Errand, str], ...]:
    """The open errands that ask for the decision on an assessment, each with the name of whom it was asked."""
    with workspace.unit() as unit:
        found = [one for one in open_at(unit, assessment_id) if one.kind is ErrandKind.DECISION]
        return tuple((one, unit.user_name(one.person_id)) for one in found)
