"""A clearance in a terminal: the answer, what is to be done by whom and where, then the reasons with their article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from sakimori.cli.kit import console, spoken
from sakimori.domain.clearance import Reason, ReasonKind, Step, Verdict
from sakimori.domain.codes import Outcome, UserRole
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.values.text import Text
from sakimori.exchange.registers.words import code_word
from sakimori.ui.clearance.answer_words import (
    duties,
    in_order_in,
    needs_in,
    notices_in,
    of_way,
    open_reasons,
    to_do_in,
    turns_in,
)
from sakimori.ui.frame.formats import aside, dated, day, day_long
from sakimori.ui.frame.states import LOOKS, mark
from sakimori.ui.frame.text import JAPANESE, say

_MARKS: Final = {ReasonKind.BAR: "✕", ReasonKind.UNKNOWN: "？"}
_REASONS: Final = Text("理由", "Reasons")
_OTHER: Final = Text("ほかの根拠に当たるなら", "If another ground applies")
_NO_END: Final = Text(
    "この先に判定が変わる日は、いまの記録からは見えません。", "No day of change is known from the records."
)
_LISTED: Final = Text("--in-order で並べます", "--in-order lists them")


def print_answer(
    recipient: str,
    verdict: Verdict,
    others: Iterable[tuple[LegalRoute, Verdict]] = (),
    *,
    lists_in_order: bool = False,
) -> None:
    """Write an answer for people, in the language of the terminal."""
    language = spoken()
    say_line(f"{recipient}　{day_long(verdict.on, language)}")
    word = f"{LOOKS[mark(verdict.outcome)].glyph} {outcome_word(verdict.outcome)}"
    say_line(f"{word}　{_until(verdict, language)}", bold=True)
    way = of_way(any(reason.step is Step.RECEIPT for reason in verdict.reasons))
    by_when = say(f"check.by_when{way}", language, day=day(verdict.on, language))
    to_do = say(f"check.to_do{way}", language)
    _block(f"{to_do}　{by_when}", _to_do(verdict, language))
    _block(_REASONS.get(language), _reasons(verdict, language))
    _block(say(f"check.duties{way}", language), (f"・{told(reason)}" for reason in duties(verdict)))
    _block(_OTHER.get(language), (_other(route, other, verdict, language) for route, other in others))
    in_order = verdict.of_kind(ReasonKind.CONFIRMED)
    if in_order:
        words = in_order_in(len(in_order), language)
        say_line(f"\n{words if lists_in_order else aside(words, _LISTED.get(language), language)}")
    for reason in in_order if lists_in_order else ():
        say_line(f"  ✓ {told(reason)}")
    for notice in notices_in(verdict, language):
        say_line(f"\n※ {notice}")


def told(reason: Reason) -> str:
    """A reason with the article on which it rests."""
    language = spoken()
    return aside(dated(reason.text.get(language), language), reason.cites.get(language), language)


def outcome_word(outcome: Outcome) -> str:
    """The word of an answer."""
    return say(f"outcome.{outcome.value}", spoken())


def say_line(text: str, *, bold: bool = False) -> None:
    """One line as it stands."""
    console.print(text, markup=False, highlight=False, emoji=False, soft_wrap=True, style="bold" if bold else None)


def _block(head: str, lines: Iterable[str]) -> None:
    found = list(lines)
    if found:
        say_line(f"\n{head}")
    for line in found:
        say_line(f"  {line}")


def _until(verdict: Verdict, language: str) -> str:
    until, why = turns_in(verdict, language)
    mark_between = "。" if language == JAPANESE else ", "
    return mark_between.join(filter(None, (until, why))) or _NO_END.get(language)


def _to_do(verdict: Verdict, language: str) -> list[str]:
    """Who does what and where, each once."""
    steps = dict.fromkeys(to_do_in(reason, _who(reason, language), language) for reason in open_reasons(verdict))
    return [f"{number}. {step}" for number, step in enumerate(steps, start=1)]


def _who(reason: Reason, language: str) -> str:
    return say(f"user_role.{(reason.who or UserRole.COMPLIANCE).value}", language)


def _reasons(verdict: Verdict, language: str) -> Iterator[str]:
    """What bars it or is not known, with the lines inside; questions and conditions are told as what is to be done."""
    for reason in (*verdict.of_kind(ReasonKind.BAR), *verdict.of_kind(ReasonKind.UNKNOWN)):
        yield f"{_MARKS[reason.kind]} {told(reason)}"
        for line in reason.details:
            yield f"   ・{dated(line.get(language), language)}"


def _other(route: LegalRoute, other: Verdict, verdict: Verdict, language: str) -> str:
    needs = needs_in(other, verdict, language)
    words = say("check.other_ground_line", language, route=code_word(route), outcome=outcome_word(other.outcome))
    return aside(words, say("check.needs", language, needs=needs), language) if needs else words
