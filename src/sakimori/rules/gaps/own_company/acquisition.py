"""How our data were acquired (法20条, 30条): by proper means, special-care data on consent, from whom and recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.own_registers import RECEIVED, AcquisitionHistory, DataSet, DataSetPart, Position
from sakimori.domain.rule import Judge, Rule
from sakimori.domain.values.text import Text
from sakimori.rules.facts.citations import ACT_20_1, ACT_20_2, ACT_30, ACT_30_1_HISTORY
from sakimori.rules.facts.flow_facts import SPECIAL_CARE
from sakimori.rules.facts.rule_kit import GapRules
from sakimori.rules.gaps.own_company.findings import of_own, of_record, while_standing

BY_ORDER_9 = frozenset({Position.AS_PROCESSOR, Position.JOINT_USER, Position.SUCCESSION})
"""Special-care data that came by entrustment, joint use or succession need no consent (施行令9条2号)."""


def asks_for_basis(part: DataSetPart) -> bool:
    """Whether 法20条2項 asked for consent, or an exception, when the data came."""
    return bool(part.categories and part.categories & SPECIAL_CARE) and part.position not in BY_ORDER_9


def _held(dossier: Dossier) -> Iterator[tuple[DataSet, DataSetPart]]:
    """Each part of each data set of ours."""
    data_sets = {data_set.id: data_set for data_set in dossier.registers.data_sets}
    for part in dossier.registers.data_set_parts:
        if (data_set := data_sets.get(part.data_set_id)) is not None:
            yield data_set, part


def name_of(data_set: DataSet, part: DataSetPart) -> Text:
    """A part with its data set, as a gap names it."""
    return Text("{data_set}・{part}", "{data_set}, {part}").format(data_set=data_set.name, part=part.name)


def _history(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """法30条1項2号, 20条1項: of data that somebody gave us it is known how he acquired them."""
    for data_set, part in _held(dossier):
        if part.position not in RECEIVED or part.history is AcquisitionHistory.LAWFUL:
            continue
        kind, severity, title, action = _HISTORY[part.history]
        yield from of_record(
            rule,
            Subject(SubjectKind.DATA_SET, f"{data_set.id}/{part.id}"),
            while_standing(severity, None, data_set.ended_on),
            kind=kind,
            title=title,
            name=name_of(data_set, part),
            fix=Fix("data_set_part", part.id, "history"),
            facts=(("history", part.history or ""),),
            action=action,
        )


_HISTORY: dict[AcquisitionHistory | None, tuple[GapKind, Severity, Text, Text]] = {
    None: (
        GapKind.UNKNOWN,
        Severity.HIGH,
        Text("提供元の取得の経緯が未確認", "How the provider acquired the data is not known"),
        Text("提供元に契約書などで示してもらい、記録します。", "Have the provider show it, and record it."),
    ),
    AcquisitionHistory.DOUBTFUL: (
        GapKind.DECISION,
        Severity.HIGH,
        Text("提供元の取得の経緯に疑いがある", "How the provider acquired the data is in doubt"),
        Text("利用を続けるかを法務が判断します。", "Compliance decides whether they stay in use."),
    ),
    AcquisitionHistory.UNLAWFUL: (
        GapKind.DEFECT,
        Severity.BLOCK,
        Text("提供元が不正に取得したデータを持っている", "We hold data that the provider acquired unlawfully"),
        Text("利用と提供を止め、消去または返却します。", "Stop use and provision; erase or return them."),
    ),
}


def _said_no(field: str, is_asked: Callable[[DataSetPart], bool], severity: Severity, action: Text) -> Judge:
    """Findings on the parts of which a fact of the acquisition was answered no; C-SE4 asks for the unanswered."""

    def judge(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
        for data_set, part in _held(dossier):
            if getattr(part, field) is False and is_asked(part):
                yield from of_record(
                    rule,
                    Subject(SubjectKind.DATA_SET, f"{data_set.id}/{part.id}"),
                    while_standing(severity, None, data_set.ended_on),
                    name=name_of(data_set, part),
                    fix=Fix("data_set_part", part.id, field),
                    action=action,
                )

    return judge


def _from(position: Position) -> Callable[[DataSetPart], bool]:
    return lambda part: part.position is position


_STOP = Text("利用と提供を止め、消去します。", "Stop use and provision, and erase them.")
_RECORD = Text("提供元に確認し、受領の記録を作ります。", "Confirm with the provider, and make the record.")

_TITLES = """
    A-20-1 | 不正な手段で取得したデータを持っている | We hold data that were acquired by wrongful means
    A-20-2 | 要配慮個人情報を同意なく取得している | Special-care data were acquired without consent
    A-30-1 | 受領時の確認・記録がない | The receipt was not confirmed and recorded
    A-30-4 | 提供元の取得の経緯 | How the provider acquired the data
    A-OO8 | オプトアウトで受けたデータの確認・記録がない | The receipt of opt-out data was not confirmed and recorded
"""
_rule = GapRules(_TITLES, points=("A4", "B1"), scope=SubjectKind.DATA_SET)

ACQUISITION_RULES: tuple[Rule, ...] = (
    _rule(
        "A-20-1",
        of_own(_said_no("acquired_properly", lambda _: True, Severity.BLOCK, _STOP)),
        ACT_20_1,
        points=("A1",),
    ),
    _rule(
        "A-20-2",
        of_own(
            _said_no(
                "special_care_basis",
                asks_for_basis,
                Severity.BLOCK,
                Text(
                    "本人の同意を得るか、例外にあたる理由を記します。どちらもなければ消去します。",
                    "Obtain consent or note the exception; where there is neither, erase them.",
                ),
            )
        ),
        ACT_20_2,
        points=("A1",),
    ),
    _rule(
        "A-30-1",
        of_own(_said_no("receipt_recorded", _from(Position.BOUGHT_ON_CONSENT), Severity.HIGH, _RECORD)),
        ACT_30,
    ),
    _rule(
        "A-OO8",
        of_own(_said_no("receipt_recorded", _from(Position.BOUGHT_BY_OPTOUT), Severity.HIGH, _RECORD)),
        ACT_30,
    ),
    _rule("A-30-4", of_own(_history), ACT_20_1, ACT_30_1_HISTORY, revision=2),
)
