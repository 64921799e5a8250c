"""Words of reasons, and of changes of law that nobody has read: on pages, on slips and in a terminal."""

from __future__ import annotations

from sakimori.domain.clearance import Reason, Step, Verdict
from sakimori.domain.codes import GOOD
from sakimori.domain.values.text import Text
from sakimori.domain.values.written import dated
from sakimori.exchange.law_changes import LawChange, law_changes, named_shortly
from sakimori.exchange.paper.words import WORDS, say_count


def of_way(comes_in: bool) -> str:  # noqa: FBT001 - of a flow
    """What the key of a wording ends with that is another one where data come to us."""
    return "_in" if comes_in else ""


def reason_text_in(reason: Reason, language: str) -> str:
    """What a reason says, with the lines inside it."""
    return dated(reason.in_full.get(language), language)


def law_unread(verdict: Verdict) -> tuple[LawChange, ...]:
    """Changes of law that nobody has read: in force on the day of an answer, or while one that is good stands."""
    return law_changes().unread(verdict.valid_until if verdict.outcome in GOOD else verdict.on)


def law_notice(verdict: Verdict) -> Text | None:
    """The one line on changes of law that nobody has read; none where all were read."""
    unread = law_unread(verdict)
    return WORDS["law.unread"].format(changes=named_shortly(unread)) if unread else None


def law_notice_in(verdict: Verdict, language: str) -> str:
    """The line on changes of law that nobody has read, in a language; empty where all were read."""
    notice = law_notice(verdict)
    return dated(notice.get(language), language) if notice else ""


def says_whose(reason: Reason) -> bool:
    """Whether the words themselves say whose matter it is: whose approval is needed."""
    return reason.step is Step.APPROVAL


def in_order_in(count: int, language: str) -> str:
    """How many points are in order."""
    return say_count("check.in_order", count, language)
