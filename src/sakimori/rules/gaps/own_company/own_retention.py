"""Our own data past their period, erased too early, or of which nobody knows what obliges us to keep them (法22条)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sakimori.domain.codes import ControlArea, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.own_registers import DataSet, DataSetPart
from sakimori.domain.rule import COMPANY_POLICY, DeadlineKind, Rule
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text, table_of
from sakimori.rules.facts.citations import ACT_22, GL_DISPOSAL
from sakimori.rules.facts.flow_facts import overlap
from sakimori.rules.facts.own_retention import duty_of, erased_whole_on, is_held, kept_until, period_over
from sakimori.rules.facts.rule_kit import GapRules
from sakimori.rules.gaps.own_company.findings import of_own, of_record, while_standing

_TITLES = """
    C-KP1 | 保存期間を過ぎた自社のデータがある | Our own data are past their period
    C-KP2 | 保存義務と保全の有無が未確認 | What obliges us to keep the data is not known
    C-KP3 | 保存期間が保存義務より短い | The period is shorter than the duty to keep
    C-KP4 | 保存義務のあるデータを早く消去している | Data were erased before the duty to keep them ended
"""
_WORDS = table_of("""
    erase | 保存期間を過ぎた分を消去して記録するか、保存期間と理由を見直します。 | Erase what is past its period and note it, or review the period and its reason.
    find_out | 法令・契約の保存義務（なければ0か月）と、訴訟などの保全の有無を登録します。 | Record what law or contract asks us to keep (0 months: nothing), and whether a legal hold stands.
    lengthen | 保存期間を、保存義務の期間以上に改めます。 | Make the period at least as long as the duty.
    look_into | 消去した経緯を確かめ、残っている写しの扱いを決めます。 | Find out how it came about, and decide about copies that are left.
""")  # noqa: E501 - a wording is one line


def _parts(dossier: Dossier) -> Iterator[tuple[DataSet, DataSetPart]]:
    sets = {one.id: one for one in dossier.registers.data_sets}
    for part in dossier.registers.data_set_parts:
        if part.data_set_id in sets:
            yield sets[part.data_set_id], part


def _name(data_set: DataSet, part: DataSetPart) -> Text:
    return Text("{data_set}・{part}", "{data_set}, {part}").format(data_set=data_set.name, part=part.name)


def _past(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """From the day after the period until it is erased; a legal hold keeps it, and then nothing is late."""
    registers = dossier.registers
    for data_set, part in _parts(dossier):
        duty = duty_of(data_set.id, registers.keeping_duties)
        over = period_over(data_set, part, duty, registers.own_erasures, policy)
        if over is None:
            continue
        held = duty.hold_since if duty is not None and duty.is_held else None
        if duty is not None and duty.is_held and held is None:
            continue
        yield from of_record(
            rule,
            Subject(SubjectKind.DATA_SET, f"{data_set.id}/{part.id}"),
            overlap(Severity.MEDIUM, next_day(over), erased_whole_on(part, duty, registers.own_erasures), until=held),
            name=_name(data_set, part),
            fix=Fix("own_erasure", part.id, "erased_on"),
            facts=(("over", over.isoformat()),),
            action=_WORDS["erase"],
        )


def _unknown_duty(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Before anything may be erased it is known what obliges us to keep it."""
    for data_set in dossier.registers.data_sets:
        duty = duty_of(data_set.id, dossier.registers.keeping_duties)
        if duty is None or duty.duty_months is None or duty.is_held is None:
            yield from of_record(
                rule,
                Subject(SubjectKind.DATA_SET, data_set.id),
                while_standing(Severity.LOW, None, data_set.ended_on),
                kind=GapKind.UNKNOWN,
                name=data_set.name,
                fix=Fix("keeping_duty", data_set.id, "duty_months"),
                action=_WORDS["find_out"],
            )


def _too_short(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """A period that ends before the duty would have data erased that must be kept."""
    for data_set in dossier.registers.data_sets:
        duty = duty_of(data_set.id, dossier.registers.keeping_duties)
        months = data_set.retention_months
        if duty is not None and duty.duty_months and months is not None and months < duty.duty_months:
            yield from of_record(
                rule,
                Subject(SubjectKind.DATA_SET, data_set.id),
                while_standing(Severity.MEDIUM, None, data_set.ended_on),
                name=data_set.name,
                fix=Fix("data_set", data_set.id, "retention_months"),
                facts=(("months", str(months)), ("duty", str(duty.duty_months))),
                action=_WORDS["lengthen"],
            )


def _too_early(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """The step refuses it; a duty or a hold that came to light later shows it all the same."""
    registers = dossier.registers
    for data_set, part in _parts(dossier):
        duty = duty_of(data_set.id, registers.keeping_duties)
        for one in registers.own_erasures:
            if one.data_set_part_id != part.id:
                continue
            first = kept_until(part, duty, acquired_to=one.acquired_to, on=one.erased_on)
            if is_held(duty, one.erased_on) or (first is not None and one.erased_on < first):
                yield from of_record(
                    rule,
                    Subject(SubjectKind.DATA_SET, f"{data_set.id}/{part.id}/{one.id}"),
                    (Stage(Severity.HIGH, one.erased_on),),
                    name=_name(data_set, part),
                    fix=Fix("keeping_duty", data_set.id, "duty_months"),
                    facts=(("erased_on", one.erased_on.isoformat()),),
                    action=_WORDS["look_into"],
                )


_rule = GapRules(_TITLES, points=("A6",), scope=SubjectKind.DATA_SET, area=ControlArea.POLICY)

OWN_RETENTION_RULES: tuple[Rule, ...] = (
    _rule("C-KP1", of_own(_past), COMPANY_POLICY, ACT_22, deadline=DeadlineKind.RETENTION),
    _rule("C-KP2", of_own(_unknown_duty), COMPANY_POLICY, ACT_22),
    _rule("C-KP3", of_own(_too_short), COMPANY_POLICY, ACT_22),
    _rule("C-KP4", of_own(_too_early), COMPANY_POLICY, GL_DISPOSAL),
)
"""Rules on how long our own data are kept."""
