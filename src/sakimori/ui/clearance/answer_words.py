"""What an answer says, in a language that is named: the same words on screen, on paper and in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sakimori.domain.clearance import Reason, ReasonKind, Verdict, causes_of_turning
from sakimori.domain.codes import GOOD, Outcome
from sakimori.domain.values.days import next_day
from sakimori.services.clearance.reason_words import reason_text_in
from sakimori.ui.frame.formats import day_long
from sakimori.ui.frame.text import SEMICOLONS, say

OPEN: Final = (ReasonKind.BAR, ReasonKind.UNKNOWN, ReasonKind.QUESTION, ReasonKind.CONDITION)
"""What stands in the way: what bars it, what nobody knows, what a person decides, what is to be done before."""
_NAMED: Final = 2


def open_reasons(verdict: Verdict) -> tuple[Reason, ...]:
    """What stands in the way, the gravest kind first."""
    return tuple(reason for kind in OPEN for reason in verdict.of_kind(kind))


def duties(verdict: Verdict) -> tuple[Reason, ...]:
    """What is to be kept after the hand-over, where there may be one."""
    return () if verdict.outcome is Outcome.BLOCKED else verdict.of_kind(ReasonKind.DUTY)


def turns_in(verdict: Verdict, language: str) -> tuple[str, str]:
    """Until when a good answer is valid, or when another one turns, and why; two empty texts where no day is known."""
    last, then = verdict.valid_until, verdict.next_outcome
    if last is None or then is None:
        return ("", "")
    causes, is_by_going = causes_of_turning(verdict.outcome, then, verdict.next_reasons, verdict.next_gone)
    why = why_in(causes, language, is_by_going=is_by_going)
    outcome = say(f"outcome.{then.value}", language)
    is_other = then is not verdict.outcome
    if not is_other and verdict.outcome not in GOOD and all(cause.outcome is not then for cause in causes):
        return ("", "")  # what is said besides holds nothing back that is not held back already
    if verdict.outcome in GOOD:
        until = say("check.valid_until", language, day=day_long(last, language))
        turns = say("check.then" if is_other else "check.then_same", language, outcome=outcome)
        return (until, say("check.because", language, what=turns, why=why))
    turns = say(
        "check.turns_on" if is_other else "check.changes_on", language,
        day=day_long(next_day(last), language), outcome=outcome,
    )  # fmt: skip
    return (turns, say("check.why", language, why=why))


def why_in(causes: Iterable[Reason], language: str, *, is_by_going: bool) -> str:
    """Why an answer becomes another, the first causes by name."""
    words = [reason_text_in(reason, language) for reason in causes]
    return _first([say("check.no_longer", language, what=one) for one in words] if is_by_going else words, language)


def first_in(reasons: Iterable[Reason], language: str) -> str:
    """What the first of some reasons say, and how many more there are."""
    return _first([reason_text_in(reason, language) for reason in reasons], language)


def _first(words: Sequence[str], language: str) -> str:
    once = list(dict.fromkeys(words))
    named = SEMICOLONS.get(language).join(once[:_NAMED])
    more = len(once) - _NAMED
    return say("check.and_more", language, first=named, count=more) if more > 0 else named


def needs_in(better: Verdict, now: Verdict, language: str) -> str:
    """What another ground would take: what it asks for besides, and how much of what is open stays open."""
    asked = open_reasons(better)
    anew = [reason for reason in asked if reason not in now.reasons]
    stays = len(asked) - len(anew)
    words = first_in(anew, language)
    if not stays:
        return words
    rest = say("check.stays_open", language, count=stays)
    return say("check.needs_and", language, needs=words, rest=rest) if words else rest
