"""P-10: no more than the work needs: a must for what is entrusted (GL 3-4-4), our policy for the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis, UserRole
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, Slice, Track
from sakimori.rules.clearance.rule_kit import ClearanceRule, Said, StepRules, condition, confirmed, fact_fix
from sakimori.rules.facts.citations import ACT_25, GL_SUPERVISION

_ITEMS = (
    Text("渡す項目は必要な範囲にある", "The items are no more than needed"),
    Text("必要のない項目を外す", "Leave out the items that are not needed"),
    Text("渡す項目が必要な範囲にあることを確かめる", "Compare the items with what is needed"),
)
_PERSONS = (
    Text("渡す本人は必要な範囲にある", "The data subjects are no more than needed"),
    Text("必要のない人の分を外す", "Leave out the data subjects who are not needed"),
    Text("渡す本人が必要な範囲にあることを確かめる", "Compare the data subjects with what is needed"),
)
"""What is said of a fact that is in order, that is not, and that nobody has answered."""


def _entrusted(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    """What the work does not need is not handed over (GL 3-4-4)."""
    if part.route is LegalRoute.ENTRUST:
        yield from _compared(case, part)


def _provided(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    """The person gets all there is: disclosure is ordered in full (法33条2項)."""
    if part.route not in {LegalRoute.ENTRUST, LegalRoute.TO_PERSON}:
        yield from _compared(case, part)


def _compared(case: Case, part: Slice) -> Iterator[Said]:
    """What the recipient does not need stays here; that somebody compared is itself a record to make.

    Anonymised data are of nobody, and of one person nobody can be left out.
    """
    yield _answered(case, "items_needed", _ITEMS)
    if part.track is not Track.ANONYMISED and case.persons != 1:
        yield _answered(case, "persons_needed", _PERSONS)


def _answered(case: Case, field: str, said: tuple[Text, Text, Text]) -> Said:
    good, bad, unknown = said
    answer: bool | None = getattr(case.facts, field)
    if answer:
        return confirmed(good)
    return condition(unknown if answer is None else bad, fix=fact_fix(case, field), who=UserRole.SALES)


_TITLES = """
    A-25-0 | 渡す項目や本人が委託する業務に必要な範囲を超える | More items or persons than the work needs
    C-MIN | 渡す項目や本人が必要な範囲を超える | More items or persons than needed
"""
_rule = StepRules(Step.MINIMUM, _TITLES)

MINIMUM: tuple[ClearanceRule, ...] = (
    _rule("A-25-0", _entrusted, ACT_25, GL_SUPERVISION, basis=Basis.GUIDELINE_MUST, revision=3),
    _rule("C-MIN", _provided, revision=2),
)
