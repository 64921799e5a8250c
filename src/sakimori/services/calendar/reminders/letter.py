"""The digest of a person as they read it, made when it goes out: what was settled meanwhile is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.services.calendar.deadlines import Deadline
from sakimori.services.calendar.places import Place, place_of
from sakimori.services.calendar.reminders.plan import Line
from sakimori.services.calendar.words import kind_words, texts

MOST: Final = 40
"""So many lines one part of a digest has; the page lists all."""

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS: Final = (
    Text("月", "Mon"), Text("火", "Tue"), Text("水", "Wed"), Text("木", "Thu"), Text("金", "Fri"), Text("土", "Sat"),
    Text("日", "Sun"),
)  # fmt: skip


def _alike(one: Deadline) -> tuple[date, str, str, str, str]:
    return one.day, one.third_party_name, one.third_party_id, one.kind.value, one.owner_name


def _place(some: Sequence[Deadline]) -> Place:
    """Where one thing is settled, or the dossier of several."""
    return place_of(some[0]) if len(some) == 1 else Place("party", {"party": some[0].third_party_id})


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent: a subject of one line, and plain text."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class DigestWords:
    """Who is told, in which language, on which day; `base` is the public address, empty where there is none.

    `reads` says whether they may open the list of all deadlines.
    """

    name: str
    company: str
    language: str
    on: date
    base: str
    reads: bool = True

    def letter(self, lines: Sequence[Line]) -> Letter:
        """The digest of some things, the soonest first."""
        own = [line.deadline for line in lines if not line.is_passed_on]
        late = [one for one in own if one.day < self.on]
        parts = (
            ("digest.late", "digest.line", late),
            ("digest.coming", "digest.line", [one for one in own if one.day >= self.on]),
            ("digest.others", "digest.line_of", [line.deadline for line in lines if line.is_passed_on]),
        )
        said = [self._say("digest.greeting", name=self.name), "", self._say("digest.lead", company=self.company), ""]
        for heading, form, found in parts:
            said += self._part(heading, form, found)
        overdue = sum(line.deadline.day < self.on for line in lines)
        subject = self._say("digest.subject_late" if overdue else "digest.subject", count=len(lines), late=overdue)
        return Letter(" ".join(subject.split()), "\n".join([*said, *self._end(), ""]))

    def channel(self, told: Sequence[tuple[str, str, str]], shut: Sequence[tuple[str, str, str]]) -> Letter:
        """What the company's channel is told: of each person the name, how many things, and how many are overdue."""
        said = [self._say("channel.lead", company=self.company)]
        said += self._counts(told)
        if shut:
            said += ["", self._say("channel.shut"), *self._counts(shut)]
        if self.base:
            said += ["", self._say("digest.list", url=Place("calendar", {}).address(self.base))]
        return Letter(self._say("channel.subject"), "\n".join([*said, ""]))

    def _counts(self, people: Sequence[tuple[str, str, str]]) -> list[str]:
        return [
            self._say("channel.line" if late == "0" else "channel.line_late", who=who, count=count, late=late)
            for who, count, late in people
        ]

    def _part(self, heading: str, form: str, found: Sequence[Deadline]) -> Iterator[str]:
        if not found:
            return
        yield self._say(heading, count=len(found))
        alike = [list(some) for _, some in groupby(sorted(found, key=_alike), key=_alike)]
        for some in alike[:MOST]:
            yield self._line(form, some)
            if self.base:
                yield f"　{_place(some).address(self.base)}"
        if len(alike) > MOST:
            yield self._say("digest.rest", count=sum(map(len, alike[MOST:])))
        yield ""

    def _line(self, form: str, some: Sequence[Deadline]) -> str:
        """What is alike stands in one line, with how often."""
        one = some[0]
        said = self._say(
            form, day=self._day(one.day), left=self._left(one.day), kind=kind_words(one.kind),
            party=" ".join(one.third_party_name.split()) or texts()["digest.ours"],
            who=one.owner_name or texts()["digest.nobody"],
        )  # fmt: skip
        return said if len(some) == 1 else said + self._say("digest.times", count=len(some))

    def _left(self, day: date) -> Text:
        days = (day - self.on).days
        if days == 0:
            return texts()["digest.today"]
        key = "digest.left" if days > 0 else "digest.over"
        return texts()[f"{key}_one" if abs(days) == 1 else key].format(days=abs(days))

    def _end(self) -> Iterator[str]:
        if self.base and self.reads:
            yield self._say("digest.list", url=Place("calendar", {"show": "all"}).address(self.base))
        elif not self.base:
            yield self._say("digest.no_links")
        yield self._say("digest.once")

    def _say(self, key: str, **facts: object) -> str:
        return texts()[key].format(**({"day": self._day(self.on)} | facts)).get(self.language)

    def _day(self, day: date) -> Text:
        weekday = _WEEKDAYS[day.weekday()]
        return Text(
            f"{day.year}/{day.month:02}/{day.day:02}（{weekday.ja}）",
            f"{weekday.en} {day.day} {_MONTHS[day.month - 1]} {day.year}",
        )
