"""P-17: a dated reading of each country that the data reach, and what goes beyond the Act for persons abroad."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import DataCategory, UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.country import Point
from sakimori.domain.records.data_flow import LegalRoute, Origin
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.changed import changed
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.abroad.places import Place, class_of, place_days
from sakimori.rules.clearance.abroad.readings import asked_of, lapse_days
from sakimori.rules.clearance.case import Case, Slice, Track
from sakimori.rules.clearance.hand_over import claims
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    FactWords,
    Statement,
    StepRules,
    bar,
    condition,
    confirmed,
    duty,
    fact_fix,
    flow_fix,
    question,
    unknown,
)
from sakimori.rules.facts.assessments import DESIGNATED_COUNTRIES
from sakimori.rules.facts.citations import GDPR_TRANSFERS, GL_ABROAD, SCC_ONWARD, SUPPLEMENTARY
from sakimori.rules.facts.flow_facts import listed, stays_ours
from sakimori.rules.facts.foreign_flows import CBPR_KINDS, carriers, country_name, is_outside
from sakimori.rules.facts.rule_kit import once_each
from sakimori.rules.gaps.flows.foreign import ADEQUACY_ORIGINS, POINT_NAMES, places
from sakimori.rules.gaps.own_company.notices import places_abroad


def countries_of(case: Case, part: Slice, *, at_home: bool = False) -> tuple[str, ...]:
    """The foreign countries that the data are known to reach; of who holds them as its own only its seat counts.

    Our own branch holds them for us. `at_home`: the seat is none, because a person judged that the recipient handles
    them in its business in Japan.
    """
    return _reached(case, (part.route, at_home))


@once_each
def _reached(case: Case, key: tuple[LegalRoute, bool]) -> tuple[str, ...]:
    route, at_home = key
    flow = changed(case.flow, route=route)
    if not stays_ours(flow) and flow.route is not LegalRoute.SAME_ENTITY:
        flow = changed(flow, storage_countries=None, processing_countries=None)
    return tuple(sorted(places(case.recipient, flow, at_home=at_home)))


def _missing(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    for code in countries_of(case, part, at_home=class_of(case, on) is Place.DOMESTIC):
        if code not in case.dossier.countries:
            text = Text("国別情報がない：{country}", "No country profile: {country}")
            words = text.format(country=country_name(case.dossier, code))
            yield unknown(words, Fix("country_profile", code, "checked_on"))


def _stale(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Statement]:
    for code in countries_of(case, part, at_home=class_of(case, on) is Place.DOMESTIC):
        profile = case.dossier.countries.get(code)
        if profile is None:
            continue
        name = country_name(case.dossier, code)
        if on >= profile.stale_from(policy.country_profile_months):
            text = Text("国別情報が古い：{country}", "Country profile out of date: {country}")
            yield unknown(text.format(country=name), Fix("country_profile", code, "checked_on"))
        else:
            text = Text("国別情報を確かめた：{country}（{day}）", "Country profile read: {country} ({day})")
            yield confirmed(text.format(country=name, day=profile.checked_on.isoformat()))


_SERIOUS = (Point.GOVERNMENT_ACCESS, Point.LOCALISATION)
"""Regimes that may have a serious effect on persons; no indicator stands in for them (GL-F 5)."""


def _open(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Statement]:
    """Of designated countries nobody need be told; those who consented under 法28条1項 were told before.

    Of the countries of our own branches S-07G asks more. Of a whole profile that is too old C-CP2 speaks.
    """
    if part.route is LegalRoute.CONSENT_28:
        return
    ours = places_abroad(case.dossier, case.flow) if claims(case, part, LegalRoute.SAME_ENTITY) else ()
    for code in countries_of(case, part, at_home=class_of(case, on) is Place.DOMESTIC):
        reading = asked_of(case, code, on, policy)
        if reading is None or code in DESIGNATED_COUNTRIES or code in ours:
            continue
        if points := [point for point in _SERIOUS if reading.known(point) is None]:
            text = Text("国の制度が未確認：{country}（{points}）", "Regime not known: {country} ({points})")
            words = text.format(
                country=country_name(case.dossier, code), points=listed(POINT_NAMES[point] for point in points)
            )
            yield question(words, fix=Fix("country_profile", code, points[0].value))


def _days(case: Case, policy: Policy) -> Iterator[date | None]:
    for profile in case.dossier.countries.values():
        yield profile.stale_from(policy.country_profile_months)
    yield from place_days(case, policy)


def _fact_days(case: Case, policy: Policy) -> Iterator[date | None]:
    yield from place_days(case, policy)
    yield from lapse_days(case, policy)


_TITLES = """
    C-CP1 | 国別情報がない | No country profile
    C-CP2 | 国別情報が古い | Country profile out of date
    C-CP3 | 国の制度が未確認 | Regime of the country not known
    C-FL3 | 本人の所在とデータの由来 | Origin of persons and data
    SR-1 | 要配慮とみなす情報 | Data treated as special-care
    SR-2 | 提供時の利用目的の記録 | Purpose at receipt
    SR-3 | 第三国への再移転 | Onward transfer
    C-SR3 | CBPR認証だけでの再移転 | Onward transfer by CBPR alone
    SR-4 | 仮名加工情報の統計目的 | Statistics only
    SR-5 | 匿名加工の不可逆 | Irreversible anonymisation
    G-06 | GDPRの移転手段 | GDPR transfer tool
    G-07 | 標準契約条項の再移転の条件 | Onward terms of SCC
    C-SR4 | 取得した国の移転手続 | Local transfer rules
"""
_rule = StepRules(Step.REGIME, _TITLES)

COUNTRY_PROFILES: tuple[ClearanceRule, ...] = (
    _rule("C-CP1", _missing, COMPANY_POLICY, GL_ABROAD, cuts=place_days),
    _rule("C-CP2", _stale, COMPANY_POLICY, GL_ABROAD, cuts=_days),
    _rule("C-CP3", _open, COMPANY_POLICY, GL_ABROAD, cuts=_fact_days, revision=3),
)


_IN_THE_HOUSE = frozenset({LegalRoute.SAME_ENTITY, LegalRoute.TO_PERSON, LegalRoute.BY_PERSON})
_LOCAL_TOOLS = frozenset({Origin.ASIA_LOCAL, Origin.US_CA, Origin.OTHER})


def origins_of(case: Case, part: Slice) -> frozenset[Origin]:
    """Where the persons of a slice are; of a part that names no place nothing is known, whatever the flow says."""
    if part.part is not None:
        return frozenset({part.part.origin}) if part.part.origin is not None else frozenset()
    return case.flow.origins or frozenset()


def is_adequacy(case: Case, part: Slice) -> bool:
    """Whether the data came from the EU or the UK on the adequacy of Japan."""
    return bool(origins_of(case, part) & ADEQUACY_ORIGINS)


def _origin(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """Without the tag nobody knows whose law applies besides."""
    if origins_of(case, part):
        return
    fix = Fix("data_set_part", part.part.id, "origin") if part.part is not None else flow_fix(case, "origins")
    yield unknown(Text("本人の所在とデータの由来が未確認", "Where persons and data come from is not known"), fix)


def _special(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if is_adequacy(case, part) and part.has(DataCategory.PI_EU_SPECIAL):
        yield duty(
            Text(
                "性生活・性的指向・労働組合への加入を要配慮個人情報として扱う",
                "Treat sex life, orientation and union membership as special-care information",
            )
        )


_RECEIPT_RECORDED = FactWords("""
    yes: confirmed | 提供時の利用目的と経緯の記録がある | Purpose and history at receipt are on record
    no: condition | 提供時の利用目的と経緯を確かめて記録する | Confirm and record purpose and history at receipt
    unknown | 提供時の利用目的と経緯の記録が未確認 | Whether purpose and history are on record is not known
""")


def _purpose(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """The purpose for which they were provided to us and their history stand in the record of receipt."""
    if not is_adequacy(case, part) or part.track in {Track.ANONYMISED, Track.RELATED}:
        return
    if part.part is None:
        text = Text("どの保有データから渡すかが未確認", "From which data set they come is not known")
        yield unknown(text, flow_fix(case, "data_set_id"), who=UserRole.SALES)
        return
    yield _RECEIPT_RECORDED(part.part.receipt_recorded, Fix("data_set_part", part.part.id, "receipt_recorded"))


def _goes_on(case: Case, part: Slice) -> bool:
    """Whether adequacy data of persons leave Japan for a country that is not designated."""
    of_persons = part.track in {Track.PERSONAL, Track.PSEUDONYMISED, Track.MY_NUMBER}
    return of_persons and is_adequacy(case, part) and is_outside(case.recipient)


_CIRCUMSTANCES_TOLD = FactWords("""
    yes: confirmed | 移転の状況を本人に知らせた | The persons were told of the transfer
    no: bar | 移転の状況を本人に知らせていない | The persons were not told of the transfer
    unknown | 移転の状況を本人に知らせたかが未確認 | Whether they were told of it is not known
""")


def _onward(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """With consent: what the persons were told of the transfer. In a cloud abroad a person judges."""
    route = part.route
    if part.track in {Track.NOT_PROVISION, Track.MY_NUMBER} and route is LegalRoute.NOT_PROVISION:
        if is_adequacy(case, part) and is_outside(case.recipient):
            yield question(
                Text(
                    "EU・英国から移転を受けたデータを国外の事業者に置いてよいか",
                    "May data from the EU or UK be kept with a provider abroad?",
                )
            )
    elif _goes_on(case, part) and route is LegalRoute.CONSENT_28:
        yield _CIRCUMSTANCES_TOLD(case.facts.circumstances_told, fact_fix(case, "circumstances_told"))


def _cbpr_only(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """A certificate alone; a contract or group rules beside it would do. Without any basis P-13 speaks."""
    if not _goes_on(case, part) or part.route is LegalRoute.CONSENT_28:
        return
    kinds = {c.basis.kind for c in carriers(case.dossier, case.flow) if c.basis is not None and c.holds(on)}
    if kinds and kinds <= CBPR_KINDS:
        yield bar(
            Text(
                "EU・英国から移転を受けたデータには、CBPR認証だけでは足りない",
                "A CBPR certificate alone is not enough for data from the EU or UK",
            ),
            fix=flow_fix(case, "foreign_basis"),
        )


def _carrier_days(case: Case, _policy: Policy) -> Iterator[date | None]:
    for carrier in carriers(case.dossier, case.flow):
        for day in carrier.days or ():
            yield day if day not in {date.min, date.max} else None


def _statistics(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if part.track is Track.PSEUDONYMISED and is_adequacy(case, part):
        yield question(Text("統計の目的だけに使われるか", "Is it used for statistics only?"))


def _irreversible(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if part.track is Track.ANONYMISED and is_adequacy(case, part):
        yield question(
            Text(
                "加工方法の情報が破棄され、だれにも復元できないか",
                "Is the processing information destroyed, so that nobody can restore the data?",
            )
        )


def _direct(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if Origin.GDPR_DIRECT in origins_of(case, part) and part.route not in _IN_THE_HOUSE:
        yield question(
            Text("GDPRが直接適用されるデータの移転手段が整っているか", "Is the GDPR transfer tool for it in place?")
        )


_ONWARD_TERMS = FactWords("""
    yes: confirmed | 再移転の条件が合意されている | Onward terms are agreed
    no: bar | 標準契約条項の再移転の条件が整っていない | The onward terms of the SCC are missing
    unknown | 標準契約条項の再移転の条件が未確認 | The onward terms of the SCC are not known
""")


def _clauses(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """Data under standard clauses go on only on the terms of these clauses."""
    if Origin.EU_SCC not in origins_of(case, part) or part.route in _IN_THE_HOUSE:
        return
    yield _ONWARD_TERMS(case.facts.onward_terms, fact_fix(case, "onward_terms"))


def _local_tool(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if origins_of(case, part) & _LOCAL_TOOLS and part.route not in _IN_THE_HOUSE:
        if case.facts.local_tool:
            yield confirmed(Text("取得した国の移転手続が済んでいる", "The local transfer rules are met"))
        else:
            yield condition(
                Text("取得した国の移転手続を済ませる", "Meet the transfer rules of the country of collection"),
                fix=fact_fix(case, "local_tool"),
            )


REGIMES: tuple[ClearanceRule, ...] = (
    _rule("C-FL3", _origin),
    _rule("SR-1", _special, SUPPLEMENTARY),
    _rule("SR-2", _purpose, SUPPLEMENTARY),
    _rule("SR-3", _onward, SUPPLEMENTARY),
    _rule("C-SR3", _cbpr_only, COMPANY_POLICY, SUPPLEMENTARY, cuts=_carrier_days, waived_by="C-SR3"),
    _rule("SR-4", _statistics, SUPPLEMENTARY),
    _rule("SR-5", _irreversible, COMPANY_POLICY, SUPPLEMENTARY),
    _rule("G-06", _direct, COMPANY_POLICY, GDPR_TRANSFERS),
    _rule("G-07", _clauses, COMPANY_POLICY, SCC_ONWARD),
    _rule("C-SR4", _local_tool),
)
