"""The letter that brings somebody of a vendor the link, in the language of the invitation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from sakimori.domain.invitation import Invitation
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.domain.values.text import Text, table_of
from sakimori.services.assessments.sheet import find_assessment
from sakimori.services.invitations.view import company_name
from sakimori.services.invitations.write import NewLink
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace

PATH: Final = "/answer"
"""Where vendors answer; what follows the # no server is sent."""

_JAPAN: Final = ZoneInfo("Asia/Tokyo")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent or handed over; a mail with a file has no link."""

    subject: str
    body: str
    link: str


@needs(Permission.FILL_ASSESSMENT)
def letter_with(workspace: Workspace, made: NewLink, *, base: str) -> Letter:
    """The letter with a link that was just made; `base` is the address of this server, without a path."""
    with workspace.unit() as unit:
        return letter_of(unit, made.invitation, made.token, base=base)


def letter_of(unit: Unit, invitation: Invitation, token: str, *, base: str) -> Letter:
    """The letter of an invitation, which has a link."""
    link = f"{base.rstrip('/')}{PATH}#{token}"
    words = _Words(unit, invitation)
    said = [*words.lines(), "", words("how"), link, "", words("own"), words("holds"), "", words("stranger"), ""]
    return Letter(" ".join(words(words.subject).split()), "\n".join(said), link)


@dataclass(frozen=True, slots=True)
class FileLetter:
    """What a mail says that carries the questions as a file; what is not known yet is left out of it."""

    company: str
    party: str
    pack: Text
    asker: str
    name: str = ""
    service: str = ""
    due_on: date | None = None
    send_to: str = ""

    def text(self, language: str) -> Letter:
        """The mail in a language."""
        facts: dict[str, str | Text] = {
            "company": self.company, "party": self.party, "pack": self.pack, "asker": self.asker,
            "name": self.name or _texts()["somebody"], "service": self.service, "send_to": self.send_to,
            "due": _day(self.due_on) if self.due_on else "",
        }  # fmt: skip

        def words(key: str) -> str:
            return _texts()[key].format(**facts).get(language)

        known = [key for key in ("service", "due") if facts[key]]
        back = words("file" if self.send_to else "file_reply")
        lines = [words("greeting"), "", words("asks"), "", *map(words, ("pack", *known, "asker")), "", back, ""]
        return Letter(" ".join(words("subject").split()), "\n".join(lines), "")


class _Words:
    """The wordings with what is known of an invitation filled in."""

    def __init__(self, unit: Unit, invitation: Invitation) -> None:
        assessment = find_assessment(unit, invitation.assessment_id)
        service = unit.records.find(Service, assessment.service_id or "")
        by_colleague = unit.records.find(Invitation, invitation.invited_by)
        self._language, self._is_colleague = invitation.language, by_colleague is not None
        self.subject = "subject_colleague" if by_colleague else "subject"
        self._has = {"service": service is not None, "due": assessment.due_on is not None}
        expires = invitation.expires_at.astimezone(_JAPAN) if invitation.expires_at else None
        self._facts = {
            "company": company_name(unit),
            "party": unit.records.get(ThirdParty, invitation.third_party_id).legal_name,
            "name": invitation.name or "",
            "pack": unit.pack(assessment.pack_digest).title,
            "service": service.name if service else "",
            "due": _day(assessment.due_on) if assessment.due_on else "",
            "asker": (by_colleague.name or "") if by_colleague else unit.user_name(invitation.invited_by),
            "expires": _moment(expires) if expires else "",
        }

    def __call__(self, key: str) -> str:
        return _texts()[key].format(**self._facts).get(self._language)

    def lines(self) -> Iterator[str]:
        yield from (self("greeting"), "", self("asks_colleague" if self._is_colleague else "asks"), "", self("pack"))
        yield from (self(key) for key, is_known in self._has.items() if is_known)
        if not self._is_colleague:
            yield self("asker")


def _day(on: date) -> Text:
    return Text(f"{on.year}年{on.month}月{on.day}日", f"{on.day} {_MONTHS[on.month - 1]} {on.year}")


def _moment(at: datetime) -> Text:
    return Text("{day} {time}", "{day}, {time}").format(day=_day(at.date()), time=f"{at:%H:%M}")


@cache
def _texts() -> dict[str, Text]:
    return table_of(Path(__file__).with_name("texts.txt").read_text(encoding="utf-8"))
