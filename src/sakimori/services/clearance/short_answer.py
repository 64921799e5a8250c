"""A short answer: a line for its head and one for each point, alike on pages, in terminals and for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final
from unicodedata import east_asian_width

from sakimori.domain.clearance import Reason, ReasonKind, Verdict
from sakimori.domain.codes import DataCategory, Outcome, UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.values.text import LANGUAGES, Text
from sakimori.domain.values.written import aside, dated
from sakimori.exchange.paper.words import dotted, label, say, say_count
from sakimori.rules.clearance.answers.leaving_out import LeavingOut, Left
from sakimori.rules.clearance.answers.points import Point
from sakimori.rules.clearance.answers.ways_out import says_way_out, way_out, way_to_find
from sakimori.rules.clearance.case import Case
from sakimori.services.audit.rows import REGISTER_WORDS
from sakimori.services.clearance.judged_line import as_it_is
from sakimori.services.clearance.reason_words import of_way, says_whose

WIDEST: Final = 80
"""Full-width characters that a line may hold; two half-width ones count as one."""

GLYPHS: Final = {
    ReasonKind.BAR: "✕",
    ReasonKind.UNKNOWN: "？",
    ReasonKind.QUESTION: "◇",
    ReasonKind.CONDITION: "△",
}
"""The shape of a point in a line of text."""

_WIDE: Final = frozenset("WFA")
_SENTENCES: Final = ("。", ". ")
_PARTICULARS: Final = ("：", ": ")
"""Where the gist of a wording ends, in Japanese and in English."""
_CITES: Final = ("・", ", ")
_SIGNED: Final = "signed_off_by"
"""A person decides this: it is not found out."""
Named = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class PointLine:
    """A point as one line: `deed` is what settles it, `rules` are those that speak of it, the first of them first."""

    kind: ReasonKind
    line: Text
    deed: Text
    who: UserRole | None
    fix: Fix | None
    rules: tuple[str, ...]


def point_line(point: Point) -> PointLine:
    """A point for programs."""
    first = point.first
    ja, en = (point_line_in(point, language) for language in LANGUAGES)
    deed = Text(*(deed_in(first, language) for language in LANGUAGES))
    rules = tuple(dict.fromkeys(reason.rule_id for reason in point.reasons))
    return PointLine(point.kind, Text(ja, en), deed, first.who, first.fix, rules)


def head_in(case: Case, verdict: Verdict, language: str, *, named: Named = as_it_is) -> str:
    """The outcome, and who gets or gives the data."""
    party = named(case.recipient.legal_name)
    return say("short.head", language, outcome=label(verdict.outcome, language), party=party)


def point_line_in(point: Point, language: str, *, named: Named = as_it_is) -> str:
    """A point with its article, and who settles it how, in a line of at most `WIDEST`."""
    return next(line for line in _shorter_and_shorter(point.first, language, named) if width(line) <= WIDEST)


def deed_in(reason: Reason, language: str) -> str:
    """Who settles a point, and how where its words do not say so."""
    if says_whose(reason):
        return ""
    who = label(reason.who or UserRole.COMPLIANCE, language)
    way = _way_in(reason, language)
    return say("short.deed", language, who=who, way=way) if way else who


def _way_in(reason: Reason, language: str) -> str:
    fix = reason.fix
    is_decided = reason.kind is ReasonKind.QUESTION and reason.who in {None, UserRole.COMPLIANCE}
    if is_decided or (reason.kind is ReasonKind.UNKNOWN and fix is not None and fix.field == _SIGNED):
        return say("short.decide", language)
    if reason.kind is ReasonKind.UNKNOWN:
        if found := way_to_find(reason):
            return found.get(language)
        record = _record_word(fix, language)
        return say("short.find_out", language, record=record) if record else say("short.find_out_only", language)
    return way_in(reason, language)


def way_in(reason: Reason, language: str) -> str:
    """The way out of a bar; nothing where its words say it, and of every other reason."""
    return _way_out_in(reason, language) if reason.kind is ReasonKind.BAR else ""


def _way_out_in(reason: Reason, language: str) -> str:
    if way := way_out(reason):
        return way.get(language)
    if says_way_out(reason):
        return ""
    return say("short.mend" if reason.fix is not None else "short.ask", language)


def _record_word(fix: Fix | None, language: str) -> str:
    words = REGISTER_WORDS.get(fix.record) if fix is not None else None
    return words.get(language) if words is not None else ""


def _shorter_and_shorter(reason: Reason, language: str, named: Named) -> Iterator[str]:
    """The line in full, then without what can be read elsewhere, and at last cut off."""
    place = LANGUAGES.index(language) if language in LANGUAGES else 1
    text, cites, deed = reason.in_full.get(language), reason.cites.get(language), deed_in(reason, language)
    own, first = reason.text.get(language), cites.split(_CITES[place])[0]
    gist = _gist(reason, own, place)
    if named is as_it_is:  # a quotation may change nothing beside it, whatever stands in a record
        yield _line(text, cites, deed, language, named)
    for words in (text, own, gist):
        yield _line(words, first, deed, language, named)
    for length in range(len(gist) - 1, 0, -1):
        yield _line(f"{gist[:length]}…", first, deed, language, named)


def _gist(reason: Reason, text: str, place: int) -> str:
    """A wording without its particulars; that of a bar may be all that says what to do, or be told by whom."""
    if reason.kind is ReasonKind.BAR:
        return text if says_way_out(reason) else text.split(_SENTENCES[place], maxsplit=1)[0]
    for cut in (_SENTENCES[place], _PARTICULARS[place]):
        text = text.split(cut, maxsplit=1)[0]
    return text


def _line(text: str, cites: str, deed: str, language: str, named: Named) -> str:
    said = aside(named(dated(text, language)), cites, language)
    return say("short.point", language, said=said, deed=deed) if deed else said


def width(line: str) -> int:
    """How many full-width characters a line takes."""
    halves = sum(2 if east_asian_width(one) in _WIDE else 1 for one in line)
    return (halves + 1) // 2


def later_in(count: int, language: str) -> str:
    """How many points remain after those that are shown."""
    return say_count("short.later", count, language)


def go_in(case: Case, verdict: Verdict, language: str) -> str:
    """The next step where nothing is open; nothing where something is."""
    return say(f"short.go{of_way(case.flow.comes_in)}", language) if verdict.outcome is Outcome.ALLOWED else ""


def leave_out_in(found: LeavingOut | None, language: str, *, named: Named = as_it_is) -> str:
    """The parts to leave out and the outcome of the rest, in a sentence; nothing where nothing helps."""
    if found is None:
        return ""
    what = dotted((_left_in(one, language, named) for one in found.left), language)
    return say("short.leave_out", language, what=what, outcome=label(found.outcome, language))


def _left_in(one: Left, language: str, named: Named) -> str:
    kinds = dotted((label(kind, language) for kind in DataCategory if kind in one.kinds), language)
    if not one.part:
        return kinds
    part = named(one.part)
    return say("short.of_part", language, part=part, kinds=kinds) if kinds else say("short.part", language, part=part)
