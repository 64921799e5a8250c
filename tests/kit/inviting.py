"""Somebody of a vendor, invited to an assessment of the small pack."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from kit.assessing import FILLER, REVIEWER, a_draft, an_assessing_workspace
from kit.builders import AT
from sakimori.domain.invitation import Invitation
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.write import comment
from sakimori.services.invitations.links import enter
from sakimori.services.invitations.vendor import (
    describe_measure,
    invite_colleague,
    reply,
    vendor_answer,
    vendor_file,
)
from sakimori.services.invitations.write import NewLink, erase_invited, invite, new_link, note_sent, revoke
from sakimori.services.kernel.workspace import Workspace

Put = Callable[[Workspace, ThirdParty, str], object]
"""A call that hands in a text."""


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
    address = email or f"v{name.encode().hex()[-8:]}@vendor.example.jp"
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


def gap_to_cover(place: Invited, *, at: datetime = AT) -> str:
    """A question to which the vendor gave an answer that lacks something, so that another measure counts."""
    item = AnswerInput("Q-1", value=("no",), seen_seq=None)
    assert not vendor_answer(place.workspace, [item], actor=place.vendor, at=at).refusals
    return "Q-1"


def remarked(place: Invited, *, at: datetime = AT) -> str:
    """A remark of ours on an answer of the vendor."""
    question_id = gap_to_cover(place, at=at)
    return comment(
        place.workspace, place.assessment_id, question_id, text="いつ整いますか", actor=REVIEWER, at=at
    ).record.id


def _came(workspace: Workspace, party: ThirdParty) -> Invited:
    return came(workspace, a_draft(workspace, party))


def _invited(workspace: Workspace, party: ThirdParty, *, by_file: bool = False, **changed: str) -> object:
    given = {"name": "西村 遥", "email": "a@vendor.example.jp", "language": "ja"} | changed
    service = note_sent if by_file else invite
    return service(workspace, a_draft(workspace, party), **given, actor=FILLER, at=AT)


def _by_vendor(service: Callable[..., object], *ids: Callable[[Invited], str], **fixed: Any) -> Put:
    """A service that a vendor calls with a text, for which None stands among its keywords."""

    def put(workspace: Workspace, party: ThirdParty, text: str) -> object:
        place = _came(workspace, party)
        facts = {name: text if value is None else value for name, value in fixed.items()}
        return service(workspace, *(find(place) for find in ids), **facts, actor=place.vendor, at=AT)

    return put


_COLLEAGUE = {"name": "小林 蓮", "email": "b@vendor.example.jp", "language": "ja"}
_FILE = {"question_id": "Q-1", "filename": "a.pdf", "body": b"%PDF", "note": ""}
TEXTS: Final[dict[str, Put]] = {
    "invitation: name": lambda w, p, text: _invited(w, p, name=text),
    "invitation: email": lambda w, p, text: _invited(w, p, email=text),
    "file sent: name": lambda w, p, text: _invited(w, p, by_file=True, name=text),
    "file sent: email": lambda w, p, text: _invited(w, p, by_file=True, email=text),
    "invitation: revoked": lambda w, p, text: revoke(w, _came(w, p).vendor.id, reason=text, actor=FILLER, at=AT),
    "invitation: erased": lambda w, p, text: erase_invited(
        w, _came(w, p).vendor.id, reason=text, actor=REVIEWER, at=AT
    ),
    "colleague: name": _by_vendor(invite_colleague, **_COLLEAGUE | {"name": None}),
    "vendor's file name": _by_vendor(vendor_file, **_FILE | {"filename": None}),
    "vendor's note on a file": _by_vendor(vendor_file, **_FILE | {"note": None}),
    "vendor's measure": _by_vendor(describe_measure, gap_to_cover, text=None),
    "vendor's reply": _by_vendor(reply, remarked, text=None),
}
"""Every text that an invitation brings in, put where a number of a person might stand."""
