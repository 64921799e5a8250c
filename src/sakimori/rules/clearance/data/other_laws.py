"""P-04: the laws and sector rules beside the Act that bind data wherever they go.

None of them was read for this: that a person decides before any hand-over, whatever its ground, is our policy.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from sakimori.domain.clearance import Step
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.own_registers import OtherLaw
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.text import Text, table_of
from sakimori.rules.clearance.case import Case, Slice, Track
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    Look,
    Statement,
    StepRules,
    confirmed,
    flow_fix,
    question,
    unknown,
)
from sakimori.rules.facts.citations import (
    ACT_CHAPTER_5,
    ATTORNEYS_23,
    DISPATCH_24_3,
    EMPLOYMENT_5_5,
    GL_CREDIT,
    GL_FINANCE,
    GL_MEDICAL,
    GL_TELECOM,
    HEALTH_INSURANCE,
    INSTALLMENT_SALES,
    PENAL_134,
    TELECOM_4,
    TELECOM_27_12,
    US_BULK_DATA,
)

_RULE_OF: Final = {
    OtherLaw.TELECOM_SECRECY: "C-SL1",
    OtherLaw.MEDICAL_SECRECY: "C-SL2",
    OtherLaw.FINANCIAL: "C-SL3",
    OtherLaw.PROFESSIONAL: "C-SL4",
    OtherLaw.TELECOM_GUIDELINES: "C-SL5",
    OtherLaw.MEDICAL_GUIDELINES: "C-SL6",
    OtherLaw.CREDIT_GUIDELINES: "C-SL7",
    OtherLaw.EXTERNAL_SENDING: "C-SL8",
    OtherLaw.JOB_SEEKERS: "C-SL9",
    OtherLaw.TEMP_WORKERS: "C-SL10",
    OtherLaw.PUBLIC_BODIES: "C-SL11",
    OtherLaw.CARD_NUMBERS: "C-SL12",
    OtherLaw.INSURED_NUMBERS: "C-SL13",
    OtherLaw.US_BULK_DATA: "C-SL14",
}
_SOURCES: Final = {
    "C-SL1": TELECOM_4,
    "C-SL2": PENAL_134,
    "C-SL3": GL_FINANCE,
    "C-SL4": ATTORNEYS_23,
    "C-SL5": GL_TELECOM,
    "C-SL6": GL_MEDICAL,
    "C-SL7": GL_CREDIT,
    "C-SL8": TELECOM_27_12,
    "C-SL9": EMPLOYMENT_5_5,
    "C-SL10": DISPATCH_24_3,
    "C-SL11": ACT_CHAPTER_5,
    "C-SL12": INSTALLMENT_SALES,
    "C-SL13": HEALTH_INSURANCE,
    "C-SL14": US_BULK_DATA,
}
_QUESTIONS: Final = table_of("""
    C-SL1 | 通信の秘密に当たる情報を渡してよいか（通信の当事者の同意など） | May what is secret of communications go (consent of the parties to the communication and the like)?
    C-SL2 | 医師などの守秘義務に反しないか | Is it free under the secrecy of doctors and the like?
    C-SL3 | 金融機関の守秘義務と{law:gl-finance}（機微情報を含む）に反しないか | Is it free under bank secrecy and the financial guidelines (sensitive information included)?
    C-SL4 | 士業の守秘義務に反しないか | Is it free under the secrecy of the profession?
    C-SL5 | {law:gl-telecom}に合っているか | Does it fit the guidelines for telecommunications?
    C-SL6 | {law:gl-medical}に合っているか | Does it fit the guidance for medical care?
    C-SL7 | {law:gl-credit}に合っているか | Does it fit the guidelines for the credit sector?
    C-SL8 | 利用者の端末から外部へ送る情報について、通知・公表などが済んでいるか | Was what leaves the user's device notified, published or consented to?
    C-SL9 | 求職者の個人情報を、募集の業務の目的の範囲で扱い、提供してよいか | Is it inside what may be done with information on job seekers?
    C-SL10 | 派遣労働者の個人情報を、業務の目的の範囲で扱い、提供してよいか | Is it inside what may be done with information on temporary workers?
    C-SL11 | 国・自治体などから預かった情報を、契約と公的部門の規律の範囲で渡せるか | Is it inside the contract with the public body and the rules of the public sector, its staff duties included?
    C-SL12 | カード番号を守る措置（業界の基準）を相手に求め、確かめたか | Must the recipient protect card numbers by the standard of the trade, and was that checked?
    C-SL13 | 被保険者の記号・番号を、求め・渡してよい業務と相手か | May these numbers be asked for and passed on in this work, to this recipient?
    C-SL14 | 米国の人の大量データを、米国の規則が挙げる国（中国など）に渡さないか | Does it keep bulk data of US persons from the countries that the US rule names (China, Hong Kong and others)?
""")  # noqa: E501 - a wording is one line


def _laws(case: Case) -> frozenset[OtherLaw]:
    data_set = case.data_set
    return (data_set.other_laws or frozenset()) if data_set else frozenset()


def _known(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """Somebody has said of the data set which apply, or that none does; a card that no data set holds is a question."""
    if case.flow.data_set_id is None:
        if part.track is Track.LOOSE:
            yield question(
                Text("ほかの法令の守秘義務・業法の定めに反しないか", "Is it free under other laws and sector rules?")
            )
        else:
            yield unknown(
                Text(
                    "どのデータセットか選ばれておらず、守秘義務などを定める法令が分からない",
                    "No data set is chosen: which laws of secrecy and the like apply is not known",
                ),
                flow_fix(case, "data_set_id"),
            )
        return
    laws, fix = _laws(case), Fix("data_set", case.flow.data_set_id, "other_laws")
    if not laws:
        yield unknown(
            Text(
                "データセットに、守秘義務などを定めるほかの法令がかかるか未確認",
                "Which other laws (secrecy, sector rules) bind the data set is not known",
            ),
            fix,
        )
    elif laws == {OtherLaw.NONE}:
        yield confirmed(Text("守秘義務などを定めるほかの法令はかからない", "No other law or sector rule applies"))
    elif OtherLaw.NONE in laws:
        yield unknown(
            Text("ほかの法令が「なし」とも「あり」とも登録されている", "Other laws are recorded as none and as some"),
            fix,
        )


def _asking(law: OtherLaw, text: Text) -> Look:
    def look(case: Case, _part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
        """The Act frees from its own consent only; what another law forbids stays forbidden."""
        if law in _laws(case):
            yield question(text)

    return look


_TITLES = """
    C-SL0 | ほかの法令・業法の定め | Other laws and sector rules
    C-SL1 | 通信の秘密 | Secrecy of communications
    C-SL2 | 医師などの守秘義務 | Medical secrecy
    C-SL3 | 金融機関の守秘義務・{law:gl-finance} | Bank secrecy and financial guidelines
    C-SL4 | 士業の守秘義務 | Professional secrecy
    C-SL5 | {law:gl-telecom} | Telecom guidelines
    C-SL6 | 医療・介護のガイダンス | Medical and care guidance
    C-SL7 | {law:gl-credit} | Credit guidelines
    C-SL8 | 外部送信規律 | Rules on external transmission
    C-SL9 | 求職者の個人情報 | Information on job seekers
    C-SL10 | 派遣労働者の個人情報 | Information on temporary workers
    C-SL11 | 国・自治体などから預かった情報 | Information held for public bodies
    C-SL12 | クレジットカード番号 | Card numbers
    C-SL13 | 被保険者の記号・番号 | Numbers of insured persons
    C-SL14 | 米国の人の大量データ | Bulk data of US persons
"""
_rule = StepRules(Step.POSITION, _TITLES)

OTHER_LAWS: tuple[ClearanceRule, ...] = (
    _rule("C-SL0", _known),
    *(
        _rule(rule_id, _asking(law, _QUESTIONS[rule_id]), COMPANY_POLICY, _SOURCES[rule_id])
        for law, rule_id in _RULE_OF.items()
    ),
)
