"""What a third party says of those below it, who was asked and when; and how findings about sub-processors are made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from sakimori.domain.codes import DataCategory, GapKind, Role, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import Direction, LegalRoute
from sakimori.domain.records.sub_processor import SubProcessorLink, walk
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.rule import Judge, Rule
from sakimori.domain.values.blank import is_given
from sakimori.domain.values.days import add_months, next_day
from sakimori.domain.values.text import Text
from sakimori.rules.facts.assessments import NOT_PERSONAL
from sakimori.rules.facts.contracts import in_stages
from sakimori.rules.facts.rule_kit import apart_from, cut, finding, is_watched, of_third_party, once
from sakimori.rules.gaps.flows.handling import exception_stands

_ENTRUSTED = frozenset({Role.PROCESSOR, Role.CLOUD_PROVIDER, Role.SUB_PROCESSOR})

LinkLook = Callable[[Rule, Dossier, SubProcessorLink, Text], Iterable[Finding]]


@once
def is_entrusted(dossier: Dossier) -> bool:
    """Whether personal data are entrusted to the third party, or may be while nobody knows.

    What a recipient does with data of its own is not ours to approve, and a cloud provider that provably does not
    handle the data is no entrusted party (Q&A 7-53, 番号法 A-MN6).
    """
    party = dossier.third_party
    if party.data_categories is not None and party.data_categories <= NOT_PERSONAL:
        return False
    flows = tuple(f for f in dossier.flows if f.direction is not Direction.IN)
    roles = party.roles | {f.role for f in flows if f.role is not None}
    if Role.PROCESSOR not in roles and flows and all(exception_stands(dossier, f) for f in flows):
        return False
    return not roles or bool(roles & _ENTRUSTED) or any(f.route is LegalRoute.ENTRUST for f in flows)


def carries_my_number(dossier: Dossier) -> bool:
    """Whether My Numbers are known to be among what the third party gets."""
    categories = dossier.third_party.data_categories or frozenset()
    return DataCategory.MYNUMBER in categories.union(*(f.categories or () for f in dossier.flows))


@once
def links_in_order(links: tuple[SubProcessorLink, ...]) -> tuple[tuple[int, SubProcessorLink], ...]:
    """The links of a third party with their depth, parents before children: many rules and every flow ask for them."""
    return tuple(walk(links))


def each_link(look: LinkLook, *, entrusted_only: bool = True) -> Judge:
    """Look at each link at any depth, named with its depth below the first."""

    def judge(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
        if not is_watched(dossier.third_party) or (entrusted_only and not is_entrusted(dossier)):
            return
        for depth, link in links_in_order(dossier.sub_processors):
            deeper = Text(f"{link.name}（{depth}段目）", f"{link.name} (level {depth})")
            yield from look(rule, dossier, link, deeper if depth > 1 else Text(link.name, link.name))

    return judge


def of_link(
    rule: Rule,
    link: SubProcessorLink,
    severity: Severity,
    *,
    field: str,
    title: Text,
    action: Text,
    kind: GapKind = GapKind.DEFECT,
    facts: tuple[tuple[str, str], ...] = (),
) -> Iterable[Finding]:
    """The gap of one link, while the sub-processor works: one that is announced is a coming gap."""
    yield finding(
        rule,
        Subject(SubjectKind.SUB_PROCESSOR, link.id),
        (Stage(severity, from_on=link.starts_on, until_on=link.ended_on),),
        Fix("sub_processor_link", link.id, field),
        kind=kind,
        title=title,
        facts=(("task", link.task), *facts),
        action=action,
    )


_SEEN = Text("再委託先の一覧を見直していない（{source}）", "List of sub-processors not read again ({source})")
_NEVER_SEEN = Text("再委託先の一覧をいつ見たか未確認（{source}）", "When the list was read is not known ({source})")
_OLD_ANSWER = Text("再委託先はないとの回答が古い（{day}）", "The answer of no sub-processors is old ({day})")
_READ = Text("公表された一覧を読み、変わった先を直します。", "Read the published list and enter what changed.")
_ASK = Text(
    "再委託先の有無を取引先に尋ね、再委託先を登録するか、ないとの回答を記録します。",
    "Ask for its sub-processors: record them, or the answer that there are none.",
)


@dataclass(frozen=True, slots=True)
class _Old:
    """A list or an answer that grew old: over which days, in which words, and where its new day is recorded."""

    stages: tuple[Stage, ...]
    title: Text
    action: Text
    fix: Fix
    fact: tuple[str, str]

    @property
    def begins(self) -> tuple[date, str]:
        """What orders them: those of which nobody knows the day come first."""
        return self.stages[0].from_on or date.min, self.fact[1]


def first_old_day(party: ThirdParty, policy: Policy) -> date | None:
    """From which day on the answer that it has no other sub-processors is too old; None where nobody gave one."""
    answered = party.sub_processors_answered_on
    return answered and next_day(add_months(answered, policy.sub_processor_list_months))


def judge_read_again(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """Policy: lists and answers change without a word to us; the one that is old for longest is named."""
    party = dossier.third_party
    if not is_watched(party):
        return
    old = sorted((*_lists(dossier, policy), *_answer(dossier, policy)), key=lambda one: one.begins)
    if not old:
        return
    first, stages = old[0], old[0].stages
    for other in old[1:]:
        stages += apart_from(other.stages, stages)
    yield finding(
        rule,
        Subject(SubjectKind.THIRD_PARTY, party.id),
        _in_order(stages),
        first.fix,
        kind=GapKind.UNKNOWN if stages[0].from_on is None else GapKind.DEFECT,
        title=first.title,
        facts=(first.fact,),
        action=first.action,
    )


def _lists(dossier: Dossier, policy: Policy) -> Iterator[_Old]:
    """Of each published list the newest reading counts, while somebody on it works."""
    lists: defaultdict[str, list[SubProcessorLink]] = defaultdict(list)
    for link in dossier.sub_processors:
        if is_given(link.source):
            lists[link.source].append(link)
    for source, links in lists.items():
        days = [link.source_seen_on for link in links if link.source_seen_on is not None]
        ends = [link.ended_on for link in links if link.ended_on is not None]
        until = max(ends) if len(ends) == len(links) else None
        stale = next_day(add_months(max(days), policy.sub_processor_list_months)) if days else None
        first = min(links, key=lambda link: link.id)
        if left := cut((Stage(Severity.LOW, stale, until),)):
            title = (_SEEN if days else _NEVER_SEEN).format(source=source)
            fix = Fix("sub_processor_link", first.id, "source_seen_on")
            yield _Old(left, title, _READ, fix, ("source", source))


def _answer(dossier: Dossier, policy: Policy) -> Iterator[_Old]:
    """The answer that there are none counts where nobody on record works."""
    party = dossier.third_party
    answered, stale = party.sub_processors_answered_on, first_old_day(party, policy)
    if answered is None or stale is None or not is_entrusted(dossier):
        return
    parts = [(Severity.LOW, max(begins, stale), ends) for begins, ends in _nobody_works(dossier.sub_processors)]
    if stages := in_stages(parts):
        day = answered.isoformat()
        fix = Fix("third_party", party.id, "sub_processors_complete_on")
        yield _Old(stages, _OLD_ANSWER.format(day=day), _ASK, fix, ("sub_processors_complete_on", day))


def judge_asked(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Policy: that nobody works below it is an answer which somebody gives, with a day; an empty list alone is none."""
    party = dossier.third_party
    if not is_watched(party) or not is_entrusted(dossier):
        return
    if stages := _not_asked(dossier.sub_processors, party.sub_processors_answered_on):
        yield of_third_party(
            rule,
            dossier,
            severity=Severity.HIGH,
            field="sub_processors_complete_on",
            kind=GapKind.UNKNOWN,
            stages=stages,
            action=_ASK,
        )


def _not_asked(links: Sequence[SubProcessorLink], answered: date | None) -> tuple[Stage, ...]:
    """The days without a sub-processor on record before anybody answered that there is none."""
    return _in_order(
        Stage(Severity.HIGH, begins, min((day for day in (ends, answered) if day is not None), default=None))
        for begins, ends in _nobody_works(links)
    )


def _nobody_works(links: Sequence[SubProcessorLink]) -> Iterator[tuple[date, date | None]]:
    """From which day until before which other nobody on record works for the third party."""
    days = sorted({day for link in links for day in (link.starts_on, link.ended_on) if day is not None})
    for begins, ends in pairwise([date.min, *days, None]):
        if begins is not None and not any(link.works_on(begins) for link in links):
            yield begins, ends


def _in_order(stages: Iterable[Stage]) -> tuple[Stage, ...]:
    """Stages by their days, those that follow each other as one."""
    days = sorted((s.from_on or date.min, s.until_on or date.max, s.severity) for s in stages)
    joined = in_stages((severity, begins, None if ends == date.max else ends) for begins, ends, severity in days)
    return tuple(replace(s, from_on=None) if s.from_on == date.min else s for s in joined)
