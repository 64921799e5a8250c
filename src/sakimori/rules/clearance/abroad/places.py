"""P-12: where the recipient and every further hand sit (法28条1項, 規則15条・16条, GL-F 2-2, GL 10-7).

The legal person that handles the data decides, not the server.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum

from sakimori.domain.clearance import Step
from sakimori.domain.codes import DataCategory, UserRole
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import EQUIVALENT, DataFlow, LegalRoute
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.changed import changed
from sakimori.domain.values.text import Text, cited
from sakimori.rules.clearance.case import Case, Slice, handles_after_all, is_processor
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    Statement,
    StepRules,
    condition,
    confirmed,
    question,
    unknown,
)
from sakimori.rules.facts.assessments import DESIGNATED_COUNTRIES
from sakimori.rules.facts.citations import ACT_25, ACT_28_1, GL_ABROAD
from sakimori.rules.facts.foreign_flows import HOME, OUTSIDE_ARTICLE_28, PLACE_RULE, Carrier, carriers, country_name
from sakimori.rules.facts.rule_kit import once
from sakimori.rules.gaps.flows.foreign_checks import Duty, duties
from sakimori.rules.gaps.parties.sub_processor_answers import links_in_order
from sakimori.rules.gaps.parties.sub_processors import lacks_basis_abroad

TERRITORIES = frozenset(
    code
    for line in (
        "GI GG JE IM AI BM IO VG KY FK MS PN SH GS TC",
        "AX AW BQ CW SX FO GL SJ",
        "NC PF WF PM BL MF TF GP MQ GF RE YT",
    )
    for code in line.split()
)
"""Seats with a code of their own under a country that 規則15条 designates: whether it reaches them a person decides."""


class Place(StrEnum):
    """The class of a recipient (step P-12); UNKNOWN as long as its seat or a judgement on it is missing."""

    UNKNOWN = "unknown"
    DOMESTIC = "domestic"
    DESIGNATED = "designated"
    SYSTEM = "system"
    OTHER = "other"


@once
def under_28(case: Case) -> tuple[Dossier, DataFlow]:
    """The flow as Article 28 looks at it: on the ground that is judged, with the data that are personal in this case.

    A seat abroad counts as abroad: that the data are handled in a business in Japan is a judgement, not a fact of it.
    """
    route = LegalRoute.ENTRUST if handles_after_all(case) else case.flow.route
    categories = case.flow.categories
    if categories:
        categories = categories - OUTSIDE_ARTICLE_28 or frozenset({DataCategory.PI_BEHAVIOUR_ID})
    flow = changed(case.flow, route=route, categories=categories)
    party = case.recipient
    if party.business_in_japan:
        party = changed(party, business_in_japan=False)
    return changed(case.dossier, flows=(flow,), third_party=party), flow


@once
def carriers_of(case: Case) -> tuple[Carrier, ...]:
    """Everything recorded that should carry the hand-over abroad."""
    return carriers(*under_28(case))


@once
def duty_of(case: Case) -> Duty | None:
    """What an equivalent system of this hand-over asks for; None where none is recorded."""
    return next(duties(under_28(case)[0]), None)


def failed_check(case: Case, on: date) -> str | None:
    """The id of the newest check if it found by the day that the measures can hardly go on (規則18条1項2号)."""
    check = duty.last_check if (duty := duty_of(case)) else None
    return check.id if check and check.hard_to_continue and check.checked_on <= on else None


def system_of(case: Case, on: date) -> Carrier | None:
    """What carries it as an equivalent system 基準適合体制 on a day, with evidence rather than without."""
    if failed_check(case, on):
        return None
    standing = [c for c in carriers_of(case) if c.basis and c.basis.kind in EQUIVALENT and c.holds(on)]
    return min(standing, key=lambda c: c.evidence_missing, default=None)


def class_of(case: Case, on: date) -> Place:
    """The class of the recipient on a day."""
    party = case.recipient
    if party.country is None:
        return Place.UNKNOWN
    if party.country == HOME:
        return Place.DOMESTIC
    if party.country in DESIGNATED_COUNTRIES:
        return Place.DESIGNATED
    if system_of(case, on) is not None:
        return Place.SYSTEM
    if not _is_doubtful(case):
        return Place.OTHER
    judged = case.judgement(PLACE_RULE, ())
    if judged is None:
        return Place.UNKNOWN
    if not judged.holds:
        return Place.OTHER
    if party.business_in_japan:
        return Place.DOMESTIC
    return Place.DESIGNATED if party.country in TERRITORIES else Place.UNKNOWN


def _is_doubtful(case: Case) -> bool:
    """Whether the seat alone does not tell; where consent under Article 28 is the ground it need not.

    As long as nobody has said that it does no business in Japan it may (GL-F 2-2): a person decides.
    """
    party = case.recipient
    return (party.business_in_japan is not False or party.country in TERRITORIES) and (
        under_28(case)[1].route is not LegalRoute.CONSENT_28
    )


def place_days(case: Case, _policy: Policy) -> Iterable[date | None]:
    """Every day on which the class may change: a carrier begins or ends, a check found measures at risk."""
    for carrier in carriers_of(case):
        yield from (day for day in carrier.days or () if day not in {date.min, date.max})
    if (duty := duty_of(case)) and duty.last_check:
        yield duty.last_check.checked_on


def country_of(case: Case) -> Text:
    """The name of the country of the recipient."""
    return country_name(case.dossier, case.recipient.country or "")


def _place(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    party, country = case.recipient, country_of(case)
    match class_of(case, on):
        case Place.UNKNOWN if party.country is None:
            yield unknown(
                Text("提供先の国が未確認", "The country of the recipient is not known"),
                Fix("third_party", party.id, "country"),
                who=UserRole.PROCUREMENT,
            )
        case Place.UNKNOWN if party.business_in_japan:
            yield question(
                Text(
                    "このデータを日本国内の事業で取り扱う事業者（{country}の法人）か",
                    "Does the recipient ({country}) handle these data in its business in Japan?",
                ).format(country=country)
            )
        case Place.UNKNOWN if party.country in TERRITORIES:
            yield question(
                cited(
                    "{country}に{law:rules-15}の指定が及ぶか", "Does the designation of {art:rules-15} reach {country}?"
                ).format(country=country)
            )
        case Place.UNKNOWN:
            yield unknown(
                Text(
                    "提供先（{country}の法人）が日本国内で事業を行うか未確認",
                    "Whether the recipient ({country}) does business in Japan is not known",
                ).format(country=country),
                Fix("third_party", party.id, "business_in_japan"),
                who=UserRole.PROCUREMENT,
            )
        case Place.DOMESTIC if party.country == HOME:
            yield confirmed(Text("国内の事業者", "In Japan"))
        case Place.DOMESTIC:
            yield question(Text("日本国内の事業で取り扱う", "Handled in its business in Japan"))
        case Place.DESIGNATED if party.country in TERRITORIES:
            yield question(cited("{law:rules-15}の指定が及ぶ", "The designation of {art:rules-15} reaches it"))
        case Place.DESIGNATED:
            yield confirmed(
                cited("{law:rules-15}の指定国（{country}）", "A designated country ({country})").format(country=country)
            )
        case Place.SYSTEM:
            yield confirmed(
                Text("基準適合体制のある提供先（{country}）", "Has an equivalent system ({country})").format(
                    country=country
                )
            )
        case Place.OTHER if part.route is LegalRoute.CONSENT_28:
            yield confirmed(
                cited(
                    "{art:act-28}の同意で渡す提供先（{country}）", "Reached on consent under {art:act-28} ({country})"
                ).format(country=country)
            )
        case Place.OTHER:
            pass


def further_hands(case: Case, on: date) -> Iterator[SubProcessorLink]:
    """The further hands of this flow on a day; those of another service are none of it."""
    service = case.flow.service_id
    for _, link in links_in_order(case.dossier.sub_processors):
        if link.works_on(on) and not (service and link.service_id and link.service_id != service):
            yield link


def hand_days(case: Case) -> Iterator[date | None]:
    """The days from which a further hand is one, or none any more."""
    for link in case.dossier.sub_processors:
        yield link.starts_on
        yield link.ended_on


def _hand_country(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    if is_processor(case, part):
        for link in further_hands(case, on):
            if link.country is None:
                yield unknown(
                    Text("再委託先の国が未確認：{name}", "Country of a sub-processor not known: {name}").format(
                        name=link.name
                    ),
                    Fix("sub_processor_link", link.id, "country"),
                    who=UserRole.PROCUREMENT,
                )


def _hand_basis(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """The one who passes the data on is the provider under Article 28; that we ask for its basis is our policy."""
    if not is_processor(case, part):
        return
    for link in further_hands(case, on):
        if link.country in {None, HOME}:
            continue
        if lacks_basis_abroad(case.dossier, link, under_28(case)[1].categories):
            yield condition(
                cited(
                    "再委託先「{name}」（{country}）へ渡す{art:act-28}の根拠を、取引先に示してもらう",
                    "Have the vendor show its {art:act-28} basis for “{name}” ({country})",
                ).format(name=link.name, country=country_name(case.dossier, link.country or "")),
                fix=Fix("sub_processor_link", link.id, "foreign_basis"),
                who=UserRole.PROCUREMENT,
            )
        else:
            yield confirmed(
                Text("国外の再委託先「{name}」は根拠がある", "“{name}” abroad has its basis").format(name=link.name)
            )


def _hand_days(case: Case, _policy: Policy) -> Iterable[date | None]:
    return hand_days(case)


_TITLES = """
    A-28-0 | 提供先の所在 | Where the recipient sits
    C-SB1 | 再委託先の国 | Country of the sub-processors
    C-SB2 | 国外の再委託先に渡す根拠 | Basis for sub-processors abroad
"""
_rule = StepRules(Step.PLACE, _TITLES)

PLACES: tuple[ClearanceRule, ...] = (
    _rule(PLACE_RULE, _place, ACT_28_1, cuts=place_days),
    _rule("C-SB1", _hand_country, COMPANY_POLICY, ACT_25, GL_ABROAD, cuts=_hand_days),
    _rule("C-SB2", _hand_basis, COMPANY_POLICY, ACT_25, ACT_28_1, cuts=_hand_days),
)
