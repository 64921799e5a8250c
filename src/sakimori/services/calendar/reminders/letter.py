"""The digest of a person as they read it, made when it goes out: what was settled meanwhile is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.services.calendar.deadlines import Deadline
from sakimori.services.calendar.places import Place, place_of
from sakimori.services.calendar.reminders.order import OLD_DAYS, alike, by_kind, in_order, place_of_line
from sakimori.services.calendar.reminders.order import Place as Order
from sakimori.services.calendar.reminders.plan import Line
from sakimori.services.calendar.words import kind_words, texts

_HEADINGS: Final = ((Order.STATUTORY, "statutory"), (Order.COMING, "coming"), (Order.LATE, "late"))
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS: Final = (
    Text("月", "Mon"), Text("火", "Tue"), Text("水", "Wed"), Text("木", "Thu"), Text("金", "Fri"), Text("土", "Sat"),
    Text("日", "Sun"),
)  # fmt: skip


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
        """The digest of some things: what the law counts, days ahead, days that are over, and the old by their kind."""
        parts = [
            (f"digest.{heading}", form, found)
            for place, heading in _HEADINGS
            for form, found in self._told_at(lines, place)
        ]
        said = [self._say("digest.greeting", name=self.name), "", self._say("digest.lead", company=self.company), ""]
        for heading, form, found in parts:
            said += self._part(heading, form, found)
        said += self._old([line.deadline for line in lines if place_of_line(line.deadline, self.on) is Order.OLD])
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

    def _told_at(self, lines: Sequence[Line], place: Order) -> Iterator[tuple[str, Sequence[Deadline]]]:
        """The deadlines of one part, those of the reader first."""
        here = [line for line in in_order(lines, self.on) if place_of_line(line.deadline, self.on) is place]
        yield "digest.line", [line.deadline for line in here if not line.is_passed_on]
        yield "digest.line_of", [line.deadline for line in here if line.is_passed_on]

    def _part(self, heading: str, form: str, found: Sequence[Deadline]) -> Iterator[str]:
        if not found:
            return
        yield self._say(heading if form == "digest.line" else f"{heading}_others", count=len(found))
        together: dict[object, list[Deadline]] = {}
        for one in found:
            together.setdefault(alike(one), []).append(one)
        for some in together.values():
            yield self._line(form, some)
            if self.base:
                yield f"　{_place(some).address(self.base)}"
        yield ""

    def _old(self, found: Sequence[Deadline]) -> Iterator[str]:
        """What is over for long, a line a kind."""
        if not found:
            return
        yield self._say("digest.old", count=len(found), days=OLD_DAYS)
        for some in by_kind(found):
            oldest = min(one.day for one in some)
            yield self._say(
                "digest.line_old",
                kind=kind_words(some[0].kind),
                count=len(some),
                oldest=self._day(oldest),
                left=self._left(oldest),
            )
            if self.base:
                yield f"　{self._place_of_kind(some).address(self.base)}"
        yield ""

    def _place_of_kind(self, some: Sequence[Deadline]) -> Place:
        """Where old things of one kind are settled: the thing itself, or the list where the reader may open it."""
        if len(some) == 1 or not self.reads:
            return place_of(some[0])
        return Place("calendar", {"show": "all"})

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
