"""P-04: the laws and sector rules beside the Act that bind data wherever they go (`appi.md` 10, no. 13).

None of them was read for this: that a person decides before any hand-over, whatever its ground, is our policy.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.own_registers import OtherLaw
from sakimori.domain.rule import COMPANY_POLICY, Citation
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, Slice, Track
from sakimori.rules.clearance.rule_kit import ClearanceRule, Look, Said, confirmed, flow_fix, question, unknown

_TITLE: Final = Text("ほかの法令・業法の定め", "Other laws and sector rules")
_ASKED: Final[dict[OtherLaw, tuple[str, Text, Citation, Text]]] = {
    OtherLaw.TELECOM_SECRECY: (
        "C-SL1",
        Text("通信の秘密", "Secrecy of communications"),
        Citation(Text("電気通信事業法4条", "Telecommunications Business Act Art. 4")),
        Text(
            "通信の秘密に当たる情報を渡してよいか（通信の当事者の同意など）",
            "May what is secret of communications go (consent of the parties to the communication and the like)?",
        ),
    ),
    OtherLaw.MEDICAL_SECRECY: (
        "C-SL2",
        Text("医師などの守秘義務", "Medical secrecy"),
        Citation(Text("刑法134条", "Penal Code Art. 134")),
        Text("医師などの守秘義務に反しないか", "Is it free under the secrecy of doctors and the like?"),
    ),
    OtherLaw.FINANCIAL: (
        "C-SL3",
        Text("金融機関の守秘義務・金融分野ガイドライン", "Bank secrecy and financial guidelines"),
        Citation(Text("金融分野ガイドライン", "Guidelines for the financial sector")),
        Text(
            "金融機関の守秘義務と金融分野ガイドライン（機微情報を含む）に反しないか",
            "Is it free under bank secrecy and the financial guidelines (sensitive information included)?",
        ),
    ),
    OtherLaw.PROFESSIONAL: (
        "C-SL4",
        Text("士業の守秘義務", "Professional secrecy"),
        Citation(Text("弁護士法23条など", "Attorneys Act Art. 23 and the like")),
        Text("士業の守秘義務に反しないか", "Is it free under the secrecy of the profession?"),
    ),
    OtherLaw.TELECOM_GUIDELINES: (
        "C-SL5",
        Text("電気通信分野ガイドライン", "Telecom guidelines"),
        Citation(Text("電気通信分野ガイドライン", "Guidelines for telecommunications")),
        Text("電気通信分野ガイドラインに合っているか", "Does it fit the guidelines for telecommunications?"),
    ),
    OtherLaw.MEDICAL_GUIDELINES: (
        "C-SL6",
        Text("医療・介護のガイダンス", "Medical and care guidance"),
        Citation(Text("医療・介護関係事業者ガイダンス", "Guidance for medical and care providers")),
        Text("医療・介護関係事業者ガイダンスに合っているか", "Does it fit the guidance for medical care?"),
    ),
    OtherLaw.CREDIT_GUIDELINES: (
        "C-SL7",
        Text("信用分野ガイドライン", "Credit guidelines"),
        Citation(Text("信用分野ガイドライン", "Guidelines for the credit sector")),
        Text("信用分野ガイドラインに合っているか", "Does it fit the guidelines for the credit sector?"),
    ),
    OtherLaw.EXTERNAL_SENDING: (
        "C-SL8",
        Text("外部送信規律", "Rules on external transmission"),
        Citation(Text("電気通信事業法27条の12", "Telecommunications Business Act Art. 27-12")),
        Text(
            "利用者の端末から外部へ送る情報について、通知・公表などが済んでいるか",
            "Was what leaves the user's device notified, published or consented to?",
        ),
    ),
    OtherLaw.JOB_SEEKERS: (
        "C-SL9",
        Text("求職者の個人情報", "Information on job seekers"),
        Citation(Text("職業安定法5条の5", "Employment Security Act Art. 5-5")),
        Text(
            "求職者の個人情報を、募集の業務の目的の範囲で扱い、提供してよいか",
            "Is it inside what may be done with information on job seekers?",
        ),
    ),
    OtherLaw.TEMP_WORKERS: (
        "C-SL10",
        Text("派遣労働者の個人情報", "Information on temporary workers"),
        Citation(Text("労働者派遣法24条の3", "Worker Dispatching Act Art. 24-3")),
        Text(
            "派遣労働者の個人情報を、業務の目的の範囲で扱い、提供してよいか",
            "Is it inside what may be done with information on temporary workers?",
        ),
    ),
}


def _laws(case: Case) -> frozenset[OtherLaw]:
    data_set = case.data_set
    return (data_set.other_laws or frozenset()) if data_set else frozenset()


def _known(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
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
    def look(case: Case, _part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
        """The Act frees from its own consent only; what another law forbids stays forbidden."""
        if law in _laws(case):
            yield question(text)

    return look


OTHER_LAWS: tuple[ClearanceRule, ...] = (
    ClearanceRule("C-SL0", Step.POSITION, _TITLE, (COMPANY_POLICY,), Basis.POLICY, _known),
    *(
        ClearanceRule(rule_id, Step.POSITION, title, (COMPANY_POLICY, cite), Basis.POLICY, _asking(law, text))
        for law, (rule_id, title, cite, text) in _ASKED.items()
    ),
)
