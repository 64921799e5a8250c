"""Links of invitations: made, known again by their hash, and what whoever comes by one may reach."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sakimori.domain.codes import AssessmentState
from sakimori.domain.invitation import LINK_HOLDS, Invitation
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.services.assessments.sheet import find_assessment
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.unit import Change, Unit
from sakimori.services.kernel.workspace import Workspace

INVITATION: Final = Text("回答の依頼", "invitation")

_TOKEN_BYTES: Final = 32
_LONGEST_TOKEN: Final = 200
_GONE: Final = Text(
    "このリンクは使えません。依頼元の担当者に、新しいリンクを依頼してください。",
    "This link cannot be used. Ask the company that invited you for a new one.",
)
_SOURCE_OVER: Final = Text(
    "招待した{name}さんのリンクの期限が切れています。先にそちらへ新しいリンクを送ってください。",
    "The link of {name}, who invited this person, is over. Send that one a new link first.",
)


def put_new_link(change: Change, invitation: Invitation) -> tuple[Invitation, str]:
    """Give an invitation a link in place of the one before; what follows the # of its address stands nowhere.

    It ends no later than the link of whoever invited the person.

    Raises:
        StateError: That link is over.
    """
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    ends = change.at + LINK_HOLDS
    for source in _sources(change, invitation):
        if source.expires_at is not None and source.expires_at <= change.at:
            raise StateError(why=_SOURCE_OVER.format(name=source.name or ""))
        ends = min(ends, source.expires_at or ends)
    linked = replace(invitation, link_hash=_hash(token), sent_at=change.at, expires_at=ends)
    return change.update(linked, action="invitation.linked", runs_rules=False), token


def enter(workspace: Workspace, token: str, *, at: datetime) -> Actor | None:
    """Who comes by a link, noted once; None where it is unknown, too old or taken back, and nobody learns which."""
    if not token or len(token) > _LONGEST_TOKEN:
        return None
    with workspace.unit() as unit:
        found = unit.records.select(Invitation, "link_hash = :hash", {"hash": _hash(token)})
    if not found or (actor := vendor_of(workspace, found[0].id, at=at)) is None:
        return None
    if found[0].opened_at is None:
        with workspace.change("invitation.opened", actor=actor, at=at) as change:
            invitation = change.records.get(Invitation, actor.id)
            if invitation.opened_at is None:  # nobody was faster
                change.update(replace(invitation, opened_at=at), runs_rules=False)
    return actor


def vendor_of(workspace: Workspace, invitation_id: str, *, at: datetime, since: datetime | None = None) -> Actor | None:
    """Who goes on after an entry at `since`; None where the invitation has ended or has another link by now."""
    with workspace.unit() as unit:
        invitation = unit.records.find(Invitation, invitation_id)
        if invitation is None or not _leads_somewhere(unit, invitation, at):
            return None
    made = invitation.sent_at
    if since is not None and made is not None and since.replace(microsecond=0) < made.replace(microsecond=0):
        return None
    return Actor(invitation.id, invitation.name or "", frozenset(), frozenset({Permission.ANSWER_INVITED}))


def invited(unit: Unit, actor: Actor, *, at: datetime) -> tuple[Invitation, Assessment]:
    """The invitation by which somebody acts, and the one assessment that it reaches.

    Raises:
        StateError: It is over, or the assessment was cancelled.
    """
    invitation = unit.records.find(Invitation, actor.id)
    if invitation is None or not _leads_somewhere(unit, invitation, at):
        raise StateError(why=_GONE)
    return invitation, find_assessment(unit, invitation.assessment_id)


def invitations_to(unit: Unit, assessment_id: str) -> list[Invitation]:
    """The invitations to an assessment, in the order in which they were made."""
    where = "assessment_id = :id"
    return unit.records.select(Invitation, where, {"id": assessment_id}, order="invited_at, id")


def begotten_by(invitation_id: str, among: Sequence[Invitation]) -> tuple[Invitation, ...]:
    """The invitations that somebody made, those that these people made, and so on, in the order of being made."""
    makers = {invitation_id}
    found: list[Invitation] = []
    for one in sorted(among, key=lambda one: (one.invited_at, one.id)):
        if one.invited_by in makers:
            makers.add(one.id)
            found.append(one)
    return tuple(found)


def _sources(unit: Unit, invitation: Invitation) -> Iterator[Invitation]:
    """The invitations that an invitation came from, the nearest first, without those that were taken back."""
    source = unit.records.find(Invitation, invitation.invited_by)
    while source is not None:
        if source.revoked_at is None:
            yield source
        source = unit.records.find(Invitation, source.invited_by)


def _leads_somewhere(unit: Unit, invitation: Invitation, at: datetime) -> bool:
    if not invitation.opens(at) or any(
        source.expires_at is not None and source.expires_at <= at for source in _sources(unit, invitation)
    ):
        return False
    return find_assessment(unit, invitation.assessment_id).state is not AssessmentState.CANCELLED


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
