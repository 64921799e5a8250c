"""Somebody of a vendor, invited to an assessment of the small pack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kit.assessing import FILLER, a_draft, an_assessing_workspace
from kit.builders import AT
from sakimori.domain.invitation import Invitation
from sakimori.domain.user import Actor
from sakimori.services.invitations.links import enter
from sakimori.services.invitations.write import NewLink, invite, new_link
from sakimori.services.kernel.workspace import Workspace


@dataclass(frozen=True)
class Invited:
    """A vendor who came by its link."""

    workspace: Workspace
    assessment_id: str
    vendor: Actor
    token: str

    @property
    def invitation(self) -> Invitation:
        """The invitation as it stands."""
        with self.workspace.unit() as unit:
            return unit.records.get(Invitation, self.vendor.id)


def linked(
    workspace: Workspace, assessment_id: str, *, name: str = "西村 遥", email: str = "", at: datetime = AT
) -> NewLink:
    """An invitation with its link."""
    address = email or f"v{name.encode().hex()[:8]}@vendor.example.jp"
    made = invite(workspace, assessment_id, name=name, email=address, language="ja", actor=FILLER, at=at)
    return new_link(workspace, made.record.id, actor=FILLER, at=at)


def came(workspace: Workspace, assessment_id: str, *, name: str = "西村 遥", at: datetime = AT) -> Invited:
    """Somebody of the vendor who opened the link."""
    made = linked(workspace, assessment_id, name=name, at=at)
    vendor = enter(workspace, made.token, at=at)
    assert vendor is not None
    return Invited(workspace, assessment_id, vendor, made.token)


def an_invited_vendor() -> Invited:
    """A vendor with an open assessment of the small pack."""
    workspace, party = an_assessing_workspace()
    return came(workspace, a_draft(workspace, party))
