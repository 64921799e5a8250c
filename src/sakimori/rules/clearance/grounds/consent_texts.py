"""P-13: which consent text the persons of a slice hold, who can consent, and how far it reaches (GL 2-16, Q7-9)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import DataCategory, UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.own_registers import AgeBand, ConsentText
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.abroad.places import Place, class_of, place_days
from sakimori.rules.clearance.case import Case, Slice, may_be_children
from sakimori.rules.clearance.grounds.exceptions import evidence_days, has_evidence
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    FactWords,
    Statement,
    StepRules,
    bar,
    condition,
    confirmed,
    fact_fix,
    flow_fix,
    question,
    unknown,
)
from sakimori.rules.facts.citations import ACT_27_1, GL_CAPACITY, GL_PROVISION
from sakimori.rules.facts.judged import REQUEST_RULES, is_one_request
from sakimori.rules.gaps.flows.consent_reach import CONSENTS, FALLS_SHORT, falls_short
from sakimori.rules.gaps.flows.consents import agreed_of, consent_texts, label_of


def text_id_of(case: Case, part: Slice) -> str | None:
    """Which text the persons of a part agreed to; that of the flow speaks only where no part is known."""
    return part.part.consent_text_id if part.part else case.flow.consent_text_id


def text_of(case: Case, part: Slice) -> ConsentText | None:
    """That text, if it is on record."""
    return consent_texts(case.dossier).get(text_id_of(case, part) or "")


def text_fix(case: Case, part: Slice) -> Fix:
    """Where it is said which text they hold."""
    return Fix("data_set_part", part.part.id, "consent_text_id") if part.part else flow_fix(case, "consent_text_id")


def persons_of(part: Slice) -> Text:
    """The persons of a slice in words."""
    return Text(f"「{part.part.name}」の本人", f"“{part.part.name}”") if part.part else Text("本人", "the persons")


def rests_on_request(case: Case, part: Slice) -> bool:
    """Whether it is said to rest on the request of the person: a text that the persons agreed to carries it otherwise.

    A request is consent of the one who made it, to that provision (法27条1項, GL 2-16).
    """
    return bool(case.facts.at_request) and (is_one(case) or text_id_of(case, part) is None)


def is_one(case: Case) -> bool:
    """Whether one person asked for one provision, and the request is on file."""
    return is_one_request(case.dossier, case.flow, case.persons)


def was_requested(case: Case, part: Slice, on: date) -> bool:
    """Whether the request carries it on a day: that of one person by what is on file, others since a person judged."""
    if not rests_on_request(case, part):
        return False
    return (is_one(case) and has_evidence(case, on)) or was_judged_requested(case, part)


def was_judged_requested(case: Case, part: Slice) -> bool:
    """Whether a person judged that every one of them asked for it."""
    judged = [case.judgement(rule_id, part.part_ids) for rule_id in REQUEST_RULES]
    return any(one is not None and one.holds for one in judged)


def is_outside_28(case: Case, on: date) -> bool:
    """Whether Article 28 does not govern a recipient: at home, or in a country of 規則15条."""
    return class_of(case, on) in {Place.DOMESTIC, Place.DESIGNATED}


def consent_days(case: Case, policy: Policy) -> Iterable[date | None]:
    """Every day on which a text begins or ends to be used, or persons begin or end to agree; and those of the place."""
    for text in case.dossier.registers.consent_texts:
        yield text.used_from
        if text.used_until is not None:
            yield next_day(text.used_until)
    for part in case.parts:
        agreed = agreed_of(part)
        yield agreed.first
        if agreed.last is not None:
            yield next_day(agreed.last)
    yield from place_days(case, policy)
    yield from evidence_days(case, policy)


CAPACITY_RULE = "A-27-1A"


def _capacity(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """Children do not decide alone (Q1-62): below 12 never, up to 15 a person judges; a judgement names the parent."""
    if part.route not in CONSENTS:
        return
    band = part.part.age_band if part.part else None
    fix = Fix("data_set_part", part.part.id, "age_band") if part.part else flow_fix(case, "data_set_id")
    judged = case.judgement(CAPACITY_RULE, part.part_ids)
    match band:
        case None if not may_be_children(case, part):
            yield confirmed(Text("取引先の担当者・従業者だけである", "Business contacts and employees alone"))
        case None:
            yield unknown(
                Text("{who}の年齢層が未確認", "How old {who} are is not known").format(who=persons_of(part)), fix
            )
        case AgeBand.UNDER_12 if judged is None:
            yield bar(
                Text(
                    "12歳未満の本人のみの同意は有効な同意として扱わない（法定代理人の同意を確かめる）",
                    "Consent by a child under 12 alone does not count; find the consent of the legal representative",
                ),
                fix=fix,
            )
        case AgeBand.UNDER_12:
            yield question(Text("12歳未満の本人の法定代理人の同意", "Consent of the legal representative of a child"))
        case AgeBand.FROM_12_TO_15:
            yield question(
                Text("12〜15歳の本人の同意で足りるか、法定代理人の同意があるか",
                     "Is consent at 12 to 15 enough, or is there that of the legal representative?")
            )  # fmt: skip
        case AgeBand.MIXED:
            yield question(
                Text(
                    "子どもの同意を法定代理人から得ているか", "Was consent for children given by their representatives?"
                )
            )
        case AgeBand.ADULT if part.has(DataCategory.PI_MINOR):
            yield question(
                Text(
                    "未成年のデータに成年の同意しかない",
                    "Data of minors, yet the consent is of adults: whose is it?",
                )
            )
        case AgeBand.ADULT | AgeBand.FROM_16_TO_17:
            yield confirmed(Text("{who}は自ら同意できる", "{who} can consent").format(who=persons_of(part)))


_CONSENT_REACHES = FactWords("""
    yes: confirmed | 同意が項目・目的・提供先に及ぶ | The consent covers items, purpose and recipient
    no: bar | 同意が項目・目的・提供先に及ばない | The consent does not cover items, purpose or recipient
    unknown | 同意が項目・目的・提供先に及ぶか未確認 | Whether the consent covers items, purpose and recipient is open
""")


def _reach(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """The text covers the items, the purpose and the kind of recipient (Q7-9); by name it need not (A-27-2)."""
    if part.route not in CONSENTS or rests_on_request(case, part):
        return
    text = text_of(case, part)
    field = falls_short(text, part.categories, case.flow.purpose_id) if text else None
    if text is not None and field is not None:
        yield bar(FALLS_SHORT[field].format(name=label_of(text)), fix=Fix("consent_text", text.id, field))
    else:
        yield _CONSENT_REACHES(case.facts.consent_reaches, fact_fix(case, "consent_reaches"))


def _at_request(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """Who asks must be the person (A-27-4)."""
    if part.route not in CONSENTS or not rests_on_request(case, part):
        return
    if case.facts.identity_checked:
        yield confirmed(Text("求めた本人を確かめた", "The identity of the person was checked"))
    else:
        yield condition(
            Text("求めたのが本人であることを確かめる", "Check that it is the data subject who asks"),
            fix=fact_fix(case, "identity_checked"),
            who=UserRole.SALES,
        )


_TITLES = """
    A-27-1A | 同意できる年齢 | Capacity to consent
    A-27-2 | 同意の及ぶ範囲 | What the consent covers
    A-27-4 | 本人の求めによる提供 | Provision at the person's request
"""
_rule = StepRules(Step.ROUTE, _TITLES)

CONSENT_LIMITS: tuple[ClearanceRule, ...] = (
    _rule(CAPACITY_RULE, _capacity, COMPANY_POLICY, GL_CAPACITY, revision=2),
    _rule("A-27-2", _reach, ACT_27_1, GL_PROVISION, revision=2),
    _rule("A-27-4", _at_request, COMPANY_POLICY, ACT_27_1, GL_CAPACITY, revision=2),
)
