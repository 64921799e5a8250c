"""How the steps of the procedure speak: what a rule of clearance is, and the words for what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sakimori.domain.clearance import Reason, ReasonKind, Step
from sakimori.domain.codes import Basis, UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.own_registers import DataSetPart
from sakimori.domain.rule import ALWAYS, COMPANY_POLICY, Citation, basis_of, in_one_line, read_on, with_changes
from sakimori.domain.values.quick import quick
from sakimori.domain.values.text import Text, table_of
from sakimori.rules.clearance.case import Case, Slice

CHECKED_ON = date(2026, 11, 24)
"""The day on which the sources of the procedure were read; that of the statements that a rule cites goes before."""

JUDGED_AGAIN = Reason(
    "judged_again", 1, Step.APPROVAL, ReasonKind.UNKNOWN, Basis.POLICY,
    Text("判定し直し中", "Being judged again"), in_one_line((COMPANY_POLICY,)),
)  # fmt: skip
"""All that is said of a request whose third party waits to be judged anew: what was said before may be true no more."""


@quick
@dataclass(frozen=True, slots=True)
class Statement:
    """What a rule says of one slice on one day.

    `text` None stands for the title of the rule; `who` is who can mend it, `fix` where; `details` are lines inside.
    """

    kind: ReasonKind
    text: Text | None = None
    fix: Fix | None = None
    who: UserRole | None = None
    facts: tuple[tuple[str, str], ...] = ()
    details: tuple[Text, ...] = ()


Look = Callable[[Case, Slice, date, Policy], Iterable[Statement]]
Cuts = Callable[[Case, Policy], Iterable[date | None]]


def no_day(_case: Case, _policy: Policy) -> Iterable[date | None]:
    """No day changes what the rule says."""
    return ()


@dataclass(frozen=True, slots=True, eq=False)
class ClearanceRule:
    """One version of a provision as the procedure asks for it.

    `look` may compare its day only with the days that `cuts` names; each is the first day on which it may say something
    else. `waived_by` names the rule whose gap an exception of ours may waive, where the bar is our policy. `begins_by`
    names the value of our policy that sets its first day, where the law leaves the day open.
    """

    id: str
    step: Step
    title: Text
    cites: tuple[Citation, ...]
    basis: Basis
    look: Look
    cuts: Cuts = no_day
    revision: int = 1
    in_force_from: date = ALWAYS
    in_force_until: date | None = None
    checked_on: date = CHECKED_ON
    waived_by: str = ""
    begins_by: str = ""
    citation: Text = field(init=False)

    def __post_init__(self) -> None:
        """Put all citations into one line, which every reason shows."""
        object.__setattr__(self, "citation", in_one_line(self.cites))

    def first_day(self, policy: Policy) -> date:
        """The day from which it speaks."""
        chosen: date = getattr(policy, self.begins_by) if self.begins_by else self.in_force_from
        return chosen

    def is_in_force(self, on: date) -> bool:
        """Whether it speaks on a day."""
        return self.in_force_from <= on and (self.in_force_until is None or on <= self.in_force_until)


class StepRules:
    """Makes the rules of one step, whose titles stand in a table of lines `id | ja | en`."""

    def __init__(self, step: Step, titles: str) -> None:
        self._step, self.titles = step, table_of(titles)

    def __call__(
        self,
        rule_id: str,
        look: Look,
        *cites: Citation,
        cuts: Cuts = no_day,
        step: Step | None = None,
        basis: Basis | None = None,
        revision: int = 1,
        in_force_from: date = ALWAYS,
        in_force_until: date | None = None,
        waived_by: str = "",
    ) -> ClearanceRule:
        """The rule of an id; what cites nothing is our policy, and the basis follows from what is cited."""
        cited = cites or (COMPANY_POLICY,)
        return ClearanceRule(
            id=rule_id,
            step=step or self._step,
            title=self.titles[rule_id],
            cites=cited,
            basis=basis or basis_of(cited),
            look=look,
            cuts=cuts,
            revision=with_changes(revision, cited),
            in_force_from=in_force_from,
            in_force_until=in_force_until,
            waived_by=waived_by,
            checked_on=read_on(cited) or CHECKED_ON,
        )


def bar(text: Text | None = None, *, fix: Fix | None = None, who: UserRole | None = UserRole.COMPLIANCE) -> Statement:
    """It may not go."""
    return Statement(ReasonKind.BAR, text, fix, who)


def unknown(text: Text, fix: Fix, *, who: UserRole = UserRole.COMPLIANCE) -> Statement:
    """A fact that decides is not recorded."""
    return Statement(ReasonKind.UNKNOWN, text, fix, who)


def question(text: Text, *, fix: Fix | None = None) -> Statement:
    """A person must decide; where a judgement of compliance on this rule stands, it speaks instead."""
    return Statement(ReasonKind.QUESTION, text, fix, UserRole.COMPLIANCE)


def condition(text: Text, *, fix: Fix | None = None, who: UserRole = UserRole.COMPLIANCE) -> Statement:
    """It may go once this is done."""
    return Statement(ReasonKind.CONDITION, text, fix, who)


def duty(text: Text) -> Statement:
    """It may go; this remains to be kept."""
    return Statement(ReasonKind.DUTY, text)


def confirmed(text: Text | None = None) -> Statement:
    """Looked at and in order."""
    return Statement(ReasonKind.CONFIRMED, text)


class FactWords:
    """What is said of a fact by its answer: a table of lines `answer: kind | ja | en`, the last of them `unknown`."""

    def __init__(self, words: str) -> None:
        self._said: dict[str, tuple[ReasonKind, Text]] = {}
        for key, text in table_of(words).items():
            answer, _, kind = key.partition(": ")
            self._said[answer] = (ReasonKind(kind or answer), text)

    def __call__(
        self,
        answer: bool | StrEnum | None,  # noqa: FBT001
        fix: Fix,
        *,
        who: UserRole = UserRole.COMPLIANCE,
        mends: UserRole = UserRole.COMPLIANCE,
    ) -> Statement:
        """What is said of an answer and where it is mended; `who` finds out what is open, `mends` what is amiss."""
        if answer is None:
            return Statement(*self._said["unknown"], fix, who)
        kind, text = self._said[answer if isinstance(answer, StrEnum) else "yes" if answer else "no"]
        return Statement(kind, text) if kind is ReasonKind.CONFIRMED else Statement(kind, text, fix, mends)


def fact_fix(case: Case, field: str) -> Fix:
    """Where a fact of the hand-over is recorded."""
    return Fix("hand_over", case.facts.id, field)


def part_fix(part: DataSetPart, field: str) -> Fix:
    """Where something of a part of the data set is recorded."""
    return Fix("data_set_part", part.id, field)


def party_fix(case: Case, field: str) -> Fix:
    """Where something of the recipient is recorded."""
    return Fix("third_party", case.recipient.id, field)


def flow_fix(case: Case, field: str) -> Fix:
    """Where something of the flow is recorded."""
    return Fix("data_flow", case.flow.id, field)
