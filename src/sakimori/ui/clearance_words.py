"""How the answer of a clearance is written: its word on its tint, its reasons, and until when it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from sakimori.domain.clearance import Reason, ReasonKind, Verdict
from sakimori.domain.codes import Outcome
from sakimori.domain.days import next_day
from sakimori.domain.register import DataSetPart
from sakimori.ui.formats import day, day_long
from sakimori.ui.plain import plain
from sakimori.ui.states import LOOKS, Look, Mark, mark, word
from sakimori.ui.text import JAPANESE, label, language, t

KINDS: Final = {
    ReasonKind.BAR: LOOKS[Mark.BLOCKED],
    ReasonKind.QUESTION: LOOKS[Mark.REVIEW],
    ReasonKind.UNKNOWN: LOOKS[Mark.UNKNOWN],
    ReasonKind.CONDITION: LOOKS[Mark.CONDITIONAL],
    ReasonKind.DUTY: LOOKS[Mark.LOW],
    ReasonKind.CONFIRMED: LOOKS[Mark.OK],
}
"""What each kind of reason looks like."""
OPEN: Final = (ReasonKind.BAR, ReasonKind.QUESTION, ReasonKind.UNKNOWN, ReasonKind.CONDITION)
"""What stands in the way, the gravest first."""
_GOOD: Final = frozenset({Outcome.ALLOWED, Outcome.CONDITIONAL})
_DAY: Final = re.compile(r"(?<![0-9-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9-])")
"""How a rule writes a day in its sentences, whatever the language."""


def kind_word(kind: ReasonKind) -> str:
    """What a reason of a kind does, in a word."""
    return t(f"hand_over.kind_{kind.value}")


def kind_chip(kind: ReasonKind) -> str:
    """Glyph and word, for table cells."""
    return f"{KINDS[kind].glyph} {kind_word(kind)}"


def kind_badge(kind: ReasonKind) -> str:
    """Icon and word on a tint, as markdown."""
    look = KINDS[kind]
    return f":{look.colour}-badge[:material/{look.icon}: {kind_word(kind)}]"


def outcome_on_tint(outcome: Outcome) -> str:
    """The word of an answer on its tint, with its shape, as markdown."""
    look: Look = LOOKS[mark(outcome)]
    return f":{look.colour}-background[:material/{look.icon}: {word(mark(outcome), language())}]"


def open_reasons(verdict: Verdict) -> tuple[Reason, ...]:
    """What stands in the way: what stops it, what a person decides, what nobody knows, what is still to do."""
    return tuple(reason for kind in OPEN for reason in verdict.of_kind(kind))


def told(reason: Reason) -> str:
    """What a reason says, its days as they are written everywhere else."""
    return _DAY.sub(_day_in_words, reason.in_full.get(language()))


def _day_in_words(found: re.Match[str]) -> str:
    try:
        return day(date.fromisoformat(found[0]), language())
    except ValueError:
        return found[0]


def said(reason: Reason) -> str:
    """The same, inert for markdown."""
    return plain(told(reason))


def cites(reason: Reason) -> str:
    """On what it rests, inert for markdown."""
    return plain(reason.cites.get(language()))


def part_names(reason: Reason, parts: Iterable[DataSetPart]) -> str:
    """For whom a reason speaks, where it does not speak of everybody."""
    known = {part.id: part.name for part in parts}
    if not reason.parts or known.keys() <= set(reason.parts):
        return ""
    return joined(known.get(part, part) for part in reason.parts)


def joined(words: Iterable[str]) -> str:
    """Several words in one line."""
    return ("・" if language() == JAPANESE else ", ").join(words)


def stands_until(verdict: Verdict) -> tuple[str, str]:
    """Until when a good answer stands or when a bad one turns, and why; two empty texts where it says nothing."""
    last = verdict.valid_until
    then = verdict.next_outcome
    reasons = next((told(reason) for reason in verdict.next_reasons), "")
    if last is None or then is None:
        return ("", "")
    if verdict.outcome in _GOOD:
        until = t("check.valid_until", day=day_long(last, language()))
        turns = t("check.then", outcome=label(then))
        return (until, t("check.because", what=turns, why=reasons) if reasons else turns)
    if then is verdict.outcome:
        return ("", "")
    return (t("check.turns_on", day=day_long(next_day(last), language()), outcome=label(then)), reasons)
