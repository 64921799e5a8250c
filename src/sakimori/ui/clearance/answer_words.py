"""What an answer says, in a language that is named: the same words on screen, on paper and in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sakimori.domain.clearance import Reason, ReasonKind, Verdict, causes_of_turning
from sakimori.domain.codes import GOOD, Outcome
from sakimori.domain.gap import Fix
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.exchange.registers.fields import FIELD_WORDS, field_words
from sakimori.rules.facts.clauses import CLAUSE_SETS
from sakimori.services.audit.rows import record_type
from sakimori.services.clearance.reason_words import reason_text_in, says_whose
from sakimori.ui.frame.formats import aside, country, day_long
from sakimori.ui.frame.text import SEMICOLONS, TEXTS, say

OPEN: Final = (ReasonKind.BAR, ReasonKind.UNKNOWN, ReasonKind.QUESTION, ReasonKind.CONDITION)
"""What stands in the way: what bars it, what nobody knows, what a person decides, what is to be done before."""
_NAMED: Final = 2
_READ_ON: Final = "checked_on"
_SIGNED: Final = "signed_off_by"
"""A person decides this: it is not found out."""
_SETS: Final = {clause.id: asked.title for asked in CLAUSE_SETS.values() for clause in asked.clauses}
_THIS_CLAUSE: Final = Text("当該", "this one")


def open_reasons(verdict: Verdict) -> tuple[Reason, ...]:
    """What stands in the way, the gravest kind first."""
    return tuple(reason for kind in OPEN for reason in verdict.of_kind(kind))


def duties(verdict: Verdict) -> tuple[Reason, ...]:
    """What is to be kept after the hand-over, where there may be one."""
    return () if verdict.outcome is Outcome.BLOCKED else verdict.of_kind(ReasonKind.DUTY)


def reason_with_article(reason: Reason, language: str) -> str:
    """The same with the article on which it rests."""
    return aside(reason_text_in(reason, language), reason.cites.get(language), language)


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


def place_in(fix: Fix, language: str) -> str:
    """Where something is recorded: the kind of record and its field."""
    kind = record_type(fix.record)
    key = f"audit.kind.{fix.record}"
    record = say(key, language) if key in TEXTS else say("audit.kind.unnamed", language)
    if kind is CountryProfile:
        record = aside(record, country(fix.record_id, language), language)
    field = f"party.field.{fix.field}"
    if fix.field == _READ_ON:
        name = ""  # the whole of it is read, not its day alone
    elif kind in FIELD_WORDS and kind is not None:
        try:
            name = field_words(kind, fix.field).get(language)
        except KeyError:  # a record of its own, that hangs on this one
            name = ""
    else:
        name = say(field, language) if field in TEXTS else ""
    if not name:
        return say("check.place_whole", language, record=record)
    return say("check.place", language, record=record, field=name)


def to_do_in(reason: Reason, who: str, language: str) -> str:
    """What somebody does about a reason, and where."""
    match reason.kind:
        case ReasonKind.UNKNOWN if reason.fix is not None and reason.fix.field == _SIGNED:
            return say("check.do_question", language, who=who, what=reason_with_article(reason, language))
        case ReasonKind.UNKNOWN if reason.fix is not None:
            return _mending("check.do_unknown", reason.fix, who, language)
        case ReasonKind.BAR if reason.fix is not None:
            return _mending("check.do_bar", reason.fix, who, language)
        case ReasonKind.BAR:
            return say("check.do_ask", language, who=who)
        case ReasonKind.QUESTION:
            return say("check.do_question", language, who=who, what=reason_with_article(reason, language))
        case _:
            what = reason_with_article(reason, language)
            return what if says_whose(reason) else say("check.do_condition", language, who=who, what=what)


def _mending(stem: str, fix: Fix, who: str, language: str) -> str:
    """What is done where something is recorded, in words of its own where that field or that record has them."""
    own = (f"{stem}.{fix.record}.{fix.field}", f"{stem}.{fix.record}")
    key = next((one for one in own if one in TEXTS), stem)
    return say(key, language, who=who, place=place_in(fix, language), set=_SETS.get(fix.field, _THIS_CLAUSE))


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
