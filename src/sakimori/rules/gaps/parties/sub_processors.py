"""Sub-processors 再委託先 (GL 3-4-4, 番号法10条): each link of the tree is approved, and its country is known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sakimori.domain.codes import Basis, ControlArea, DataCategory, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, SubjectKind
from sakimori.domain.records.data_flow import ForeignBasisKind
from sakimori.domain.records.sub_processor import AGREED, Approval, SubProcessorLink
from sakimori.domain.rule import COMPANY_POLICY, DeadlineKind, Rule
from sakimori.domain.values.text import Text, cited
from sakimori.rules.facts.assessments import DESIGNATED_COUNTRIES
from sakimori.rules.facts.citations import ACT_25, ACT_28_1, GL_ABROAD, GL_SUPERVISION, MY_NUMBER_10
from sakimori.rules.facts.foreign_flows import HOME, OUTSIDE_ARTICLE_28
from sakimori.rules.facts.rule_kit import STOPPED_DEALINGS, GapRules
from sakimori.rules.gaps.parties.sub_processor_answers import (
    carries_my_number,
    each_link,
    judge_asked,
    judge_read_again,
    of_link,
)

_APPROVE = Text("再委託を承認するか、やめさせるかを決めます。", "Approve the sub-processor, or have it stopped.")


def _not_approved(rule: Rule, _: Dossier, link: SubProcessorLink, name: Text) -> Iterable[Finding]:
    """My Numbers ask for more and are judged by A-MN4 alone."""
    if link.approval is not None and link.approval not in AGREED and not link.handles_my_number:
        refused = Text("承認しなかった再委託が残っている：{name}", "Sub-processor refused, yet still there: {name}")
        pending = Text("再委託の承認がない：{name}", "Sub-processor not approved: {name}")
        yield from of_link(
            rule,
            link,
            Severity.HIGH,
            field="approval",
            title=(refused if link.approval is Approval.REFUSED else pending).format(name=name),
            facts=(("approval", link.approval.value),),
            action=_APPROVE,
        )


def _approval_unknown(rule: Rule, _: Dossier, link: SubProcessorLink, name: Text) -> Iterable[Finding]:
    if link.approval is None and not link.handles_my_number:
        yield from of_link(
            rule,
            link,
            Severity.HIGH,
            field="approval",
            kind=GapKind.UNKNOWN,
            title=Text("再委託の承認が未確認：{name}", "Approval of a sub-processor not known: {name}").format(
                name=name
            ),
            action=Text(
                "事前の報告か承認があったかを確かめます。", "Find out whether it was reported or approved beforehand."
            ),
        )


def _my_number(rule: Rule, dossier: Dossier, link: SubProcessorLink, name: Text) -> Iterable[Finding]:
    """番号法10条: permission for this one, by the first to entrust; a report or a general approval is not enough."""
    if link.handles_my_number and link.approval is not Approval.APPROVED:
        yield from of_link(
            rule,
            link,
            Severity.BLOCK,
            field="approval",
            kind=GapKind.UNKNOWN if link.approval is None else GapKind.DEFECT,
            title=Text(
                "マイナンバーの再委託に許諾がない：{name}", "My Number passed on without permission: {name}"
            ).format(name=name),
            facts=(("approval", link.approval or ""),),
            action=Text(
                "最初の委託者の許諾を得るまで、マイナンバーを渡しません。",
                "Hand over no My Number until the first to entrust has permitted it.",
            ),
        )
    elif link.handles_my_number is None and carries_my_number(dossier):
        yield from of_link(
            rule,
            link,
            Severity.BLOCK,
            field="handles_my_number",
            kind=GapKind.UNKNOWN,
            title=Text(
                "マイナンバーを扱う再委託先か未確認：{name}", "Whether a sub-processor handles My Number: {name}"
            ).format(name=name),
            action=Text("マイナンバーを扱うかを取引先に尋ねます。", "Ask whether it handles My Number."),
        )


def _country_unknown(rule: Rule, _: Dossier, link: SubProcessorLink, name: Text) -> Iterable[Finding]:
    if link.country is None:
        yield from of_link(
            rule,
            link,
            Severity.HIGH,
            field="country",
            kind=GapKind.UNKNOWN,
            title=Text("再委託先の国が未確認：{name}", "Country of a sub-processor not known: {name}").format(
                name=name
            ),
            action=Text("再委託先の所在国を尋ねて登録します。", "Ask for its country and record it."),
        )


def _passed_abroad(rule: Rule, dossier: Dossier, link: SubProcessorLink, name: Text) -> Iterable[Finding]:
    if link.country is None or not lacks_basis_abroad(dossier, link, dossier.third_party.data_categories):
        return
    is_unknown = link.foreign_basis is None
    unknown = Text("国外への再委託の根拠が未確認：{name}", "Basis for a sub-processor abroad not known: {name}")
    absent = cited(
        "国外への再委託に{art:act-28}の根拠がない：{name}", "No {art:act-28} basis for a sub-processor abroad: {name}"
    )
    yield from of_link(
        rule,
        link,
        Severity.HIGH,
        field="foreign_basis",
        kind=GapKind.UNKNOWN if is_unknown else GapKind.DEFECT,
        title=(unknown if is_unknown else absent).format(name=name),
        facts=(("country", link.country), ("foreign_basis", link.foreign_basis or "")),
        action=cited(
            "渡す側が{art:act-28}の何を根拠にしているかを尋ねて登録します。",
            "Ask the one who passes the data on for its basis under {art:act-28}.",
        ),
    )


def lacks_basis_abroad(dossier: Dossier, link: SubProcessorLink, categories: frozenset[DataCategory] | None) -> bool:
    """Whether 法28条 asks the one who passes such data on for a basis that nobody has recorded.

    From a designated country its own law governs instead; a country that is not known is no country abroad yet.
    """
    if link.country is None or link.country == HOME or link.country in DESIGNATED_COUNTRIES:
        return False
    if _passer_country(dossier, link) in DESIGNATED_COUNTRIES or (categories and categories <= OUTSIDE_ARTICLE_28):
        return False
    return link.foreign_basis in {None, ForeignBasisKind.NONE, ForeignBasisKind.DESIGNATED}


def _passer_country(dossier: Dossier, link: SubProcessorLink) -> str | None:
    parent = next((p for p in dossier.sub_processors if p.id == link.parent_id), None)
    return parent.country if parent is not None else dossier.third_party.country


def _stopped(rule: Rule, dossier: Dossier, link: SubProcessorLink, name: Text) -> Iterable[Finding]:
    """Whom we stopped dealing with may still get our data through somebody else."""
    party = dossier.sub_third_parties.get(link.sub_third_party_id or "")
    if party is not None and party.lifecycle in STOPPED_DEALINGS:
        yield from of_link(
            rule,
            link,
            Severity.HIGH,
            field="sub_third_party_id",
            title=Text(
                "取引を止めた先が再委託先になっている：{name}", "A third party we stopped is a sub-processor: {name}"
            ).format(name=name),
            facts=(("lifecycle", party.lifecycle.value),),
            action=Text("この再委託を続けてよいかを取引先と話します。", "Settle whether this may go on."),
        )


_TITLES = """
    A-25-4 | 再委託の承認がない | A sub-processor is not approved
    A-25-4U | 再委託の承認が未確認 | The approval of a sub-processor is not known
    A-MN4 | マイナンバーの再委託に許諾がない | My Number is passed on without permission
    C-SB1 | 再委託先の国が未確認 | The country of a sub-processor is not known
    C-SB2 | 国外への再委託の根拠が確かめられていない | The basis for a sub-processor abroad is not secured
    C-SB3 | 再委託先の一覧・回答を見直していない | The list of sub-processors, or the answer of none, is old
    C-SB5 | 再委託先の有無が未確認 | Whether it has sub-processors is not known
    C-SB4 | 取引を止めた先が再委託先になっている | A third party that we stopped is a sub-processor
"""
_rule = GapRules(
    _TITLES,
    points=("B1",),
    scope=SubjectKind.SUB_PROCESSOR,
    area=ControlArea.SUBPROCESSING,
    checked_on=date(2026, 11, 24),
)

SUB_PROCESSOR_RULES: tuple[Rule, ...] = (
    _rule("A-25-4", each_link(_not_approved), ACT_25, GL_SUPERVISION, basis=Basis.GUIDELINE_SHOULD),
    _rule("A-25-4U", each_link(_approval_unknown), ACT_25, GL_SUPERVISION, basis=Basis.GUIDELINE_SHOULD),
    _rule("A-MN4", each_link(_my_number), MY_NUMBER_10),
    _rule("C-SB1", each_link(_country_unknown), COMPANY_POLICY, ACT_25, GL_ABROAD, points=("B1", "B7")),
    _rule("C-SB2", each_link(_passed_abroad), COMPANY_POLICY, ACT_25, ACT_28_1, points=("B1", "B7"), revision=2),
    _rule(
        "C-SB3",
        judge_read_again,
        scope=SubjectKind.THIRD_PARTY,
        points=("B1", "B3"),
        revision=2,
        deadline=DeadlineKind.SUB_PROCESSORS,
    ),
    _rule("C-SB5", judge_asked, COMPANY_POLICY, ACT_25, GL_SUPERVISION, scope=SubjectKind.THIRD_PARTY),
    _rule("C-SB4", each_link(_stopped, entrusted_only=False)),
)
