"""S-07: where data are handled for us abroad, persons can know it (法32条1項4号, 施行令10条1号, GL 10-7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis, UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.own_registers import Position
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.abroad.places import further_hands, hand_days
from sakimori.rules.clearance.case import Case, Slice, Track, is_processor
from sakimori.rules.clearance.rule_kit import Statement, StepRules, condition, confirmed, flow_fix, unknown
from sakimori.rules.facts.citations import ACT_32_1_SECURITY, GL_ABROAD
from sakimori.rules.facts.flow_facts import listed
from sakimori.rules.facts.foreign_flows import HOME, PLACE_RULE, country_name, is_foreign
from sakimori.rules.gaps.own_company.notices import in_force, last_day


def _is_at_home(case: Case) -> bool:
    """Whether a person judged that a company from abroad handles the data in its business in Japan."""
    judged = case.judgement(PLACE_RULE, ())
    return case.recipient.business_in_japan is True and judged is not None and judged.holds


def abroad_published(case: Case, on: date) -> Iterable[Statement]:
    """S-07: where data are handled for us abroad, a notice in force names the country (法32条1項, GL 10-7)."""
    flow, party = case.flow, case.recipient
    missing_place = next((f for f in ("storage_countries", "processing_countries") if not getattr(flow, f)), None)
    if missing_place is not None:
        yield unknown(
            Text("データを保管・処理する国が未確認", "Where data are stored and processed is not known"),
            flow_fix(case, missing_place),
            who=UserRole.PROCUREMENT,
        )
    seat = {party.country} if party.country and is_foreign(party) and not _is_at_home(case) else set()
    below = {link.country for link in further_hands(case, on) if link.country}
    abroad = frozenset(flow.countries | seat | below) - {HOME}
    notices = in_force(case.dossier.registers.notices, on)
    told = frozenset[str]().union(*(n.countries or () for n in notices))

    def names(codes: Iterable[str]) -> Text:
        return listed(country_name(case.dossier, code) for code in sorted(codes))

    if abroad - told and not any(n.answers_on_request for n in notices):
        newest = max(notices, key=lambda n: (n.published_on or date.min, n.id), default=None)
        yield condition(
            Text(
                "外国（{countries}）での取扱いを公表する、または求めに応じて遅滞なく答えられるようにする",
                "Publish that data are handled abroad ({countries}), or be ready to answer without delay on request",
            ).format(countries=names(abroad - told)),
            fix=Fix("notice", newest.id if newest else "", "countries"),
        )
    elif abroad:
        yield confirmed(
            Text(
                "外国（{countries}）での取扱いを本人が知り得る",
                "Persons can learn of handling abroad ({countries})",
            ).format(countries=names(abroad))
        )


def abroad_days(case: Case, _policy: Policy) -> Iterable[date | None]:
    """The days on which what is published, or who the further hands are, changes."""
    notices = case.dossier.registers.notices
    for notice in notices:
        yield notice.published_on
        if (last := last_day(notice, notices)) is not None:
            yield next_day(last)
    yield from hand_days(case)


def _abroad(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """What we hold for others is no retained data of ours (法16条4項): its publication is theirs."""
    if is_processor(case, part) and part.position is not Position.AS_PROCESSOR:
        yield from abroad_published(case, on)


def _pseudonymised_abroad(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """No basis under Article 28 is asked for (A-PS8); where they are handled for us is published all the same."""
    of_ours = part.position is not Position.AS_PROCESSOR
    if part.track is Track.PSEUDONYMISED and is_processor(case, part) and of_ours:
        yield from abroad_published(case, on)


_TITLES = """
    S-07 | 外国での取扱いの公表等 | Publication of handling abroad, or an answer on request
"""
_rule = StepRules(Step.SPECIAL_FORM, _TITLES)

PSEUDONYMISED_ABROAD = _rule(
    "S-07",
    _pseudonymised_abroad,
    GL_ABROAD,
    ACT_32_1_SECURITY,
    basis=Basis.GUIDELINE_MUST,
    cuts=abroad_days,
    revision=2,
)

HANDLED_ABROAD = _rule(
    "S-07",
    _abroad,
    GL_ABROAD,
    ACT_32_1_SECURITY,
    step=Step.PLACE,
    basis=Basis.GUIDELINE_MUST,
    cuts=abroad_days,
    revision=2,
)
