"""What reasons and notices of an answer say, in a language that is named: on pages, on slips and in a terminal."""

from __future__ import annotations

from sakimori.domain.clearance import Reason, Step, Verdict
from sakimori.domain.values.written import dated
from sakimori.exchange.paper.words import say_count


def of_way(comes_in: bool) -> str:  # noqa: FBT001 - of a flow
    """What the key of a wording ends with that is another one where data come to us."""
    return "_in" if comes_in else ""


def reason_text_in(reason: Reason, language: str) -> str:
    """What a reason says, with the lines inside it."""
    return dated(reason.in_full.get(language), language)


def notices_in(verdict: Verdict, language: str) -> tuple[str, ...]:
    """The remarks on an answer as a whole."""
    return tuple(dated(notice.get(language), language) for notice in verdict.notices)


def says_whose(reason: Reason) -> bool:
    """Whether the words themselves say whose matter it is: whose approval is needed."""
    return reason.step is Step.APPROVAL


def in_order_in(count: int, language: str) -> str:
    """How many points are in order."""
    return say_count("check.in_order", count, language)
