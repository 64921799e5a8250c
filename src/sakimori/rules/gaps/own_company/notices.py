"""What published notices say, day by day, against what is done (法21条, 32条1項, GL 10-7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sakimori.domain.codes import DataCategory, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.own_registers import DataSetPart, Notice, Position
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.rule import Rule
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.facts.assessments import NOT_PERSONAL
from sakimori.rules.facts.citations import ACT_21, ACT_32_1, ACT_32_1_PURPOSES, GL_ABROAD
from sakimori.rules.facts.flow_facts import (
    is_personal,
    listed,
    of_flow,
    of_outgoing,
    overlap,
    parts_of,
    run_of,
    stays_ours,
    while_running,
)
from sakimori.rules.facts.foreign_flows import HOME, country_name, is_at_home, is_foreign
from sakimori.rules.facts.judged import judged_of_all
from sakimori.rules.facts.rule_kit import GapRules, apart_from, cut
from sakimori.rules.gaps.flows.purposes import asks_for_purpose, is_told, purpose_of

PURPOSE_NOTICE_RULE, ABROAD_NOTICE_RULE = "A-21P", "A-32-1F"


@dataclass(frozen=True, slots=True)
class NoticeLack:
    """What no notice says: in which stages, what it is, and whether a notice stands that nobody has read for it."""

    stages: tuple[Stage, ...]
    missing: frozenset[str]
    is_unknown: bool

    @property
    def kind(self) -> GapKind:
        """Unknown as long as a notice in force may say it."""
        return GapKind.UNKNOWN if self.is_unknown else GapKind.DEFECT


def in_force(notices: Iterable[Notice], on: date | None) -> tuple[Notice, ...]:
    """The notices published on a day; None is a day before all of them."""
    known = tuple(notices)
    return tuple(
        n
        for n in known
        if on is not None
        and n.published_on is not None
        and n.published_on <= on
        and ((last := last_day(n, known)) is None or on <= last)
    )


def last_day(notice: Notice, notices: Iterable[Notice]) -> date | None:
    """The last day of a notice: the one on record, else the day before the next version of that name; None is none."""
    if notice.published_until is not None or notice.published_on is None:
        return notice.published_until
    first = notice.published_on
    later = [n.published_on for n in notices if n.name == notice.name and n.published_on and n.published_on > first]
    return min(later) - timedelta(days=1) if later else None


def notice_lack(
    notices: Sequence[Notice],
    wanted: frozenset[str],
    said: Callable[[Notice], frozenset[str] | None],
    *,
    severity: Severity,
    first: date | None,
    end: date | None,
    only_with_notice: bool = False,
    by_publication: bool = False,
) -> NoticeLack | None:
    """The days from `first` until `end` on which the notices together do not say all that is wanted.

    法32条1項 takes an answer on request, given without delay, for publication: where a notice in force promises it,
    nothing is lacking, unless what is wanted has to be published (`by_publication`).
    """
    turns = {n.published_on for n in notices if n.published_on}
    turns |= {next_day(n.published_until) for n in notices if n.published_until}
    begins: list[date | None] = [first, *sorted(d for d in turns if (first is None or d > first))]
    stages: list[Stage] = []
    missing: frozenset[str] = frozenset()
    is_unknown = False
    for place, begin in enumerate(begins):
        until = begins[place + 1] if place + 1 < len(begins) else None
        standing = in_force(notices, begin)
        left = wanted.difference(*(said(n) or () for n in standing))
        is_answered = not by_publication and any(n.answers_on_request for n in standing)
        if not left or is_answered or (only_with_notice and not standing):
            continue
        span = overlap(severity, begin, until, until=end)
        if not span:
            continue
        missing |= left
        is_unknown |= any(said(n) is None for n in standing)
        stages.extend(span)
    return NoticeLack(joined(stages), missing, is_unknown) if stages else None


def joined(stages: Sequence[Stage]) -> tuple[Stage, ...]:
    """Stages of one severity that meet are one stage."""
    whole: list[Stage] = []
    for stage in stages:
        if whole and whole[-1].until_on == stage.from_on and whole[-1].severity is stage.severity:
            whole[-1] = Stage(stage.severity, whole[-1].from_on, stage.until_on)
        else:
            whole.append(stage)
    return tuple(whole)


def latest_notice(notices: Iterable[Notice]) -> Notice | None:
    """The notice that was published last: the one that people mend."""
    return max((n for n in notices if n.published_on), key=lambda n: (n.published_on or date.min, n.id), default=None)


def notice_fix(dossier: Dossier, field: str) -> Fix:
    """Where what notices say is mended: the last one published, or a new one."""
    notice = latest_notice(dossier.registers.notices)
    return Fix("notice", notice.id if notice else "", field)


def _countries(notice: Notice) -> frozenset[str] | None:
    return notice.countries


def _purposes(notice: Notice) -> frozenset[str]:
    return frozenset(notice.purpose_ids)


def places_abroad(dossier: Dossier, flow: DataFlow) -> frozenset[str]:
    """The foreign countries in which data of a flow are known to be handled, the seat of a foreign party included."""
    party = dossier.third_party
    seat = {party.country} if party.country and not is_at_home(dossier, flow) else set()
    return frozenset((flow.countries | seat) - {HOME})


def places_of(party: ThirdParty, flow: DataFlow) -> frozenset[str]:
    """The same of a flow of which data are handled for us, by its recipient alone; at home nothing is asked."""
    if not is_personal(flow) or flow.comes_in or not (stays_ours(flow) or flow.route is LegalRoute.SAME_ENTITY):
        return frozenset()
    seat = {party.country} if party.country and is_foreign(party) else set()
    return frozenset((flow.countries | seat) - {HOME})


def unpublished_countries(dossier: Dossier, countries: frozenset[str], on: date) -> tuple[frozenset[str], bool]:
    """Which countries no notice in force on a day names, and whether one of these notices was not read for them.

    法32条1項 takes an answer on request, given without delay, for publication.
    """
    standing = in_force(dossier.registers.notices, on)
    if any(n.answers_on_request for n in standing):
        return frozenset(), False
    left = countries.difference(*(n.countries or () for n in standing))
    return left, bool(left) and any(n.countries is None for n in standing)


def notice_days(dossier: Dossier) -> tuple[date, ...]:
    """Every first day of a notice and every day after its last."""
    notices = dossier.registers.notices
    ends = (last_day(n, notices) for n in notices)
    return (*(n.published_on for n in notices if n.published_on), *(next_day(d) for d in ends if d))


def _handled_abroad(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """法32条1項, GL 10-7: where data are handled for us abroad, the country stands among the published measures.

    What another receives for himself is his handling, not ours; our own branch abroad is ours. A place that nobody
    knows stays open on the days on which all known ones are published.
    """
    if not is_personal(flow) or not (stays_ours(flow) or flow.route is LegalRoute.SAME_ENTITY):
        return
    held = parts_of(dossier, flow)
    if held and all(part.position is Position.AS_PROCESSOR for part in held):
        return  # no retained data of ours (法16条4項)
    party = dossier.third_party
    abroad = places_abroad(dossier, flow)
    first, end = run_of(flow)
    lack = (
        notice_lack(dossier.registers.notices, abroad, _countries, severity=Severity.MEDIUM, first=first, end=end)
        if abroad
        else None
    )
    if lack is not None:
        countries = sorted(lack.missing)
        title = (
            Text(
                "外国（{countries}）での取扱いを公表または回答できるか未確認",
                "Whether handling in {countries} is published, or told on request, is not known",
            )
            if lack.is_unknown
            else Text(
                "外国（{countries}）での取扱いを公表も回答もしていない",
                "Handling in {countries} is neither published nor told on request",
            )
        )
        yield from of_flow(
            rule,
            flow,
            lack.stages,
            field="storage_countries",
            kind=lack.kind,
            title=title.format(countries=listed(country_name(dossier, code) for code in countries)),
            fix=notice_fix(dossier, "countries"),
            facts=(("countries", " ".join(countries)),),
            action=Text(
                "国の名称と安全管理措置をプライバシーポリシー等に加えるか、求めに応じて遅滞なく答えられるようにします。",
                "Add the country and the measures to the notice, or be ready to answer without delay on request.",
            ),
        )
    if not (flow.storage_countries and flow.processing_countries and party.country):
        yield from of_flow(
            rule,
            flow,
            apart_from(while_running(flow, Severity.MEDIUM), lack.stages if lack else ()),
            field="processing_countries" if flow.storage_countries else "storage_countries",
            kind=GapKind.UNKNOWN,
            title=Text(
                "本人の知り得る状態に置く外国での取扱いが未確認",
                "What handling abroad persons must be able to learn is not known",
            ),
            part="place",
            action=Text("保管と処理の国を確かめます。", "Find out where data are stored and processed."),
        )


def _purpose_unpublished(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """法21条: the purpose of a flow is published while data are acquired, unless it was told; afterwards 32条 asks."""
    purpose = purpose_of(dossier, flow)
    if purpose is None or not asks_for_purpose(flow):
        return
    first, end = run_of(flow)
    wanted = frozenset({purpose.id})
    parts = [part for part in parts_of(dossier, flow) if part.position is not Position.AS_PROCESSOR]
    if parts_of(dossier, flow) and all(is_told(purpose, part) for part in parts):
        return
    lack = notice_lack(
        dossier.registers.notices, wanted, _purposes, severity=Severity.MEDIUM, first=first, end=end,
        by_publication=True,
    )  # fmt: skip
    stages = _while_acquired(parts, lack.stages) if lack is not None else ()
    if lack is not None and stages:
        yield from of_flow(
            rule,
            flow,
            stages,
            field="purpose_id",
            title=Text(
                "利用目的「{purpose}」がプライバシーポリシー等にない",
                "No notice in force states the purpose “{purpose}”",
            ).format(purpose=purpose.name),
            fix=notice_fix(dossier, "purpose_ids"),
            facts=(("purpose", purpose.id),),
            action=Text(
                "プライバシーポリシー等に利用目的を加え、記録します。", "Add the purpose to the notice, and record it."
            ),
        )


def _while_acquired(parts: Sequence[DataSetPart], stages: tuple[Stage, ...]) -> tuple[Stage, ...]:
    """The rest of stages while persons are still added; without a part nobody knows that none are."""
    lasts = [part.collected_until for part in parts]
    if not parts or None in lasts:
        return stages
    return cut(stages, until_on=next_day(max(day for day in lasts if day)))


STILL_KNOWN_RULE = "A-32-1U"


def _still_known(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """法32条1項2号: purposes of retained data stay knowable; another notice may state them, or promise an answer."""
    purpose = purpose_of(dossier, flow)
    if purpose is None or not asks_for_purpose(flow) or purpose.published_since is None:
        return
    held = parts_of(dossier, flow)
    if purpose.published_until is None or (held and all(part.position is Position.AS_PROCESSOR for part in held)):
        return
    if flow.categories and flow.categories <= NOT_PERSONAL | {DataCategory.PSEUDO}:
        return  # pseudonymised data follow the purpose as it is published (法41条)
    judged = judged_of_all(dossier, flow, (STILL_KNOWN_RULE,))
    begins, end = run_of(flow)
    over = next_day(purpose.published_until)
    lack = notice_lack(
        dossier.registers.notices,
        frozenset({purpose.id}),
        _purposes,
        severity=Severity.MEDIUM if judged is None else Severity.HIGH,
        first=max(begins, over) if begins else over,
        end=end,
    )
    if judged or lack is None:
        return
    yield from of_flow(
        rule,
        flow,
        lack.stages,
        field="purpose_id",
        kind=GapKind.DECISION if judged is None else GapKind.DEFECT,
        title=Text(
            "公表の終わった利用目的「{purpose}」を、本人が知り得るか未判断",
            "Whether the persons can still learn “{purpose}”, published no more, is not decided",
        ).format(purpose=purpose.name)
        if judged is None
        else Text(
            "公表の終わった利用目的「{purpose}」を、本人が知り得ない",
            "The persons cannot learn “{purpose}”, which is published no more",
        ).format(purpose=purpose.name),
        fix=Fix("purpose", purpose.id, "published_until"),
        facts=(("purpose", purpose.id), ("until", purpose.published_until.isoformat())),
        action=Text(
            "公表を続けるか、求めに応じて遅滞なく答えられるようにします。",
            "Go on publishing it, or be ready to answer without delay on request.",
        ),
    )


_TITLES = """
    A-32-1U | 公表の終わった利用目的 | A purpose published no more
    A-32-1F | 外国での取扱いを公表も回答もしていない | Handling abroad is neither published nor told on request
    A-21P | 利用目的がプライバシーポリシー等にない | No notice in force states the purpose
"""
_rule = GapRules(_TITLES, points=("B3", "B5"))

NOTICE_RULES: tuple[Rule, ...] = (
    _rule(ABROAD_NOTICE_RULE, of_outgoing(_handled_abroad), ACT_32_1, GL_ABROAD, revision=3),
    _rule(PURPOSE_NOTICE_RULE, of_outgoing(_purpose_unpublished), ACT_21, points=("A2", "B5"), revision=2),
    _rule(STILL_KNOWN_RULE, of_outgoing(_still_known), ACT_32_1_PURPOSES, points=("A2", "B5")),
)
