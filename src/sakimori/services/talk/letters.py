"""The mail that tells a person of one thing, written when it goes out: as the thing stands by then, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

from sakimori.domain.clearance import Inquiry, InquiryState
from sakimori.domain.errand import Errand, ErrandState
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import User
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text, table_of
from sakimori.services.calendar.places import Place
from sakimori.services.invitations.post import DroppedMailError, MailServer, RefusedMailError, message, post
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.reach import reached
from sakimori.store.outgoing.outbox import OutgoingMail

_NO_ADDRESS: Final = "no address"
_ANSWERED: Final = frozenset({InquiryState.APPROVED, InquiryState.REFUSED})


@dataclass(frozen=True, slots=True)
class Notice:
    """A mail of one thing: to whom, what it says."""

    name: str
    email: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class _Told:
    """What a mail tells: which wording, of which third party, whose doing it was, and where it is seen to."""

    which: str
    third_party_id: str
    who: str
    place: Place


def mail_notice(workspace: Workspace, server: MailServer, mail: OutgoingMail, *, base: str, at: datetime) -> None:
    """Hand a notice to the mail server.

    Raises:
        DroppedMailError: What it tells of was settled meanwhile, or its person is not here any more.
        RefusedMailError: The server cannot be reached, does not take it, or nobody knows the address any more.
    """
    with workspace.unit() as unit:
        made = notice_of(unit, mail, base=base, at=at)
    if not made.email:
        raise RefusedMailError(_NO_ADDRESS, is_final=True)
    post(
        server,
        made.email,
        lambda: message(server, name=made.name, to=made.email, subject=made.subject, body=made.body, at=at),
    )


def notice_of(unit: Unit, mail: OutgoingMail, *, base: str, at: datetime) -> Notice:
    """The mail as it would go out now; `base` is the public address, empty where there is none.

    What was said stays on the page: a mail leaves the company's hands.

    Raises:
        DroppedMailError: What it tells of was settled meanwhile, or its person is not here any more.
    """
    person = unit.records.find(User, mail.person_id or "")
    if person is None or not person.works_here(legal_day(at)):
        raise DroppedMailError
    told = _of_inquiry(unit, mail.inquiry_id, person) if mail.inquiry_id else _of_errand(unit, mail, person)
    found = reached(unit, [person])[person.id]
    party = unit.records.find(ThirdParty, told.third_party_id)
    facts = {
        "name": person.name,
        "company": unit.meta("name") or "",
        "who": unit.user_name(told.who),
        "party": " ".join(party.legal_name.split()) if party else "",
    }

    def words(key: str) -> str:
        return _texts()[key].format(**facts).get(found.reach.language)

    where = told.place.address(base) if base else words("notice.no_link")
    lines = (words("notice.greeting"), "", words(f"notice.{told.which}"), "", where, "")
    return Notice(person.name, found.email, " ".join(words(f"notice.{told.which}_subject").split()), "\n".join(lines))


def _of_inquiry(unit: Unit, inquiry_id: str, person: User) -> _Told:
    inquiry = unit.records.get(Inquiry, inquiry_id)
    if inquiry.asked_by != person.id:
        if inquiry.state is not InquiryState.OPEN or inquiry.awaits_reply:
            raise DroppedMailError
        place = Place("check", {"view": "inbox", "inquiry": inquiry.id})
        return _Told("inquiry", inquiry.third_party_id, inquiry.asked_by, place)
    place = Place("check", {"inquiry": inquiry.id})
    if inquiry.state in _ANSWERED:
        return _Told("answered", inquiry.third_party_id, inquiry.answered_by or "", place)
    if not inquiry.awaits_reply:
        raise DroppedMailError
    return _Told("question", inquiry.third_party_id, "", place)


def _of_errand(unit: Unit, mail: OutgoingMail, person: User) -> _Told:
    errand = unit.records.get(Errand, mail.errand_id or "")
    place = Place("assess", {"id": errand.assessment_id or ""})
    of = errand.third_party_id or ""
    if errand.person_id == person.id and errand.state is ErrandState.OPEN:
        return _Told("decision", of, errand.asked_by, place)
    if errand.asked_by == person.id and errand.state is ErrandState.DONE:
        return _Told("decided", of, errand.closed_by or "", place)
    raise DroppedMailError


@cache
def _texts() -> dict[str, Text]:
    return table_of(Path(__file__).with_name("texts.txt").read_text(encoding="utf-8"))
