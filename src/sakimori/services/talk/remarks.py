"""What is said over an inquiry before its answer: compliance asks back, the asker replies, as often as it takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from sakimori.domain.clearance import Inquiry, InquiryRemark
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.services.clearance.inquiries import open_inquiry, refuse_asker
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Change, Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import clean, invalid_value, refuse_personal_numbers
from sakimori.services.parties.write import write_result
from sakimori.services.talk.notices import tell, whose_role_may

LONGEST: Final = 2_000
"""So many characters a question or a reply may have."""

_TEXT: Final = Text("質問・返事", "the question or reply")
_NEEDED: Final = Text("書いてください。", "Write something.")
_TOO_LONG: Final = Text("{limit}字までにしてください。", "Use up to {limit} characters.")
_OTHERS: Final = Text("照会した本人だけが返事を書けます。", "Only the person who asked may reply.")


@needs(Permission.DECIDE_CLEARANCE)
def ask_back(
    workspace: Workspace, inquiry_id: str, *, text: str, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[Inquiry]:
    """Ask the asker of an inquiry something; it waits for the reply until there is one, or it is answered all the same.

    Raises:
        InvalidValueError: The text is blank or too long, or holds a card number.
        MyNumberError: It holds a My Number.
        SelfApprovalError: The actor asked.
        StateError: The inquiry is answered or withdrawn, or changed since it was looked at.
    """
    said = _checked(text)
    with workspace.change("inquiry.asked_back", actor=actor, at=at) as change:
        inquiry = open_inquiry(change, inquiry_id, seen)
        refuse_asker(change, inquiry)
        stored = _say(change, replace(inquiry, asked_back_at=at), said, is_question=True)
        tell(change, {inquiry.asked_by}, inquiry_id=inquiry.id)
    return write_result(stored, change)


@needs(Permission.ASK_CLEARANCE)
def reply(
    workspace: Workspace, inquiry_id: str, *, text: str, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[Inquiry]:
    """Reply to what compliance asked back, or add to one's inquiry unasked; from then on it waits for compliance.

    Those who asked back are told, and where nobody did, all who may answer.

    Raises:
        InvalidValueError: The text is blank or too long, or holds a card number.
        MyNumberError: It holds a My Number.
        StateError: It is somebody else's inquiry, answered or withdrawn, or changed since it was looked at.
    """
    said = _checked(text)
    with workspace.change("inquiry.replied", actor=actor, at=at) as change:
        inquiry = open_inquiry(change, inquiry_id, seen)
        if inquiry.asked_by != actor.id:
            raise StateError(why=_OTHERS)
        asked_back = {one.by for one in remarks_on(change, inquiry_id) if one.is_question}
        stored = _say(change, replace(inquiry, asked_back_at=None), said, is_question=False)
        tell(change, asked_back or whose_role_may(change, Permission.DECIDE_CLEARANCE), inquiry_id=inquiry.id)
    return write_result(stored, change)


def remarks_on(unit: Unit, inquiry_id: str) -> list[InquiryRemark]:
    """What was said over an inquiry, in its order."""
    return unit.records.select(
        InquiryRemark, "inquiry_id = :inquiry", {"inquiry": inquiry_id}, order="made_at, is_question, id"
    )


def _checked(text: str) -> str:
    said = clean(text, one_line=False)
    if not said:
        raise invalid_value("text", "", _NEEDED, words=_TEXT)
    if len(said) > LONGEST:
        raise invalid_value("text", said, _TOO_LONG.format(limit=f"{LONGEST:,}"), words=_TEXT)
    refuse_personal_numbers("text", said, words=_TEXT)
    return said


def _say(change: Change, inquiry: Inquiry, said: str, *, is_question: bool) -> Inquiry:
    """Keep the remark; the inquiry has a new version, so that nobody answers what he has not read."""
    change.insert(
        InquiryRemark(
            change.new_id("im"), inquiry.third_party_id, inquiry.id, change.actor.id, change.at, said, is_question
        ),
        runs_rules=False,
    )
    return change.update(replace(inquiry, remark_count=inquiry.remark_count + 1), runs_rules=False)
