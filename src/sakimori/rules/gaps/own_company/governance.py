"""How our company is organised 体制 (法23条, GL 10-1…10-3): officers, policies, exceptions; the rules are policy."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sakimori.domain.codes import ControlArea, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.governance import PolicyException, PolicyText, PolicyTextKind
from sakimori.domain.rule import COMPANY_POLICY, DeadlineKind, Rule
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text, table_of
from sakimori.rules.facts.citations import ACT_23, ACT_24, GL_BASIC_POLICY, GL_CHECK, GL_ORGANISATION, GL_RULES
from sakimori.rules.facts.flow_facts import overlap
from sakimori.rules.facts.governance import Standing, chiefs, review_due, standing_texts, unread, vacancies
from sakimori.rules.facts.rule_kit import GapRules
from sakimori.rules.gaps.own_company.findings import of_company, of_own, of_record

_TITLES = """
    C-GV1 | 個人データの管理責任者が登録されていない | No officer for personal data is on record
    C-GV2 | 個人データの管理責任者がいない | Nobody is responsible for personal data
    C-GV3 | 基本方針が登録されていない | No basic policy is on record
    C-GV4 | 規程の対象者・施行日が未確認 | By whom a policy is to be read, and since when it stands, is not known
    C-GV5 | 承認されていない規程が施行されている | A policy stands that nobody approved
    C-GV6 | 規程の見直しの期限が過ぎる | The review of a policy is overdue
    C-GV7 | 規程の確認が済んでいない | A policy has not been read
    C-GV8 | 例外に期限がない | An exception has no last day
    C-GV9 | 例外が承認されていない | An exception is not approved
    C-GV10 | 例外の期限が切れる | An exception has run out
    C-GV11 | 例外を申請者自身が承認している | An exception was approved by its asker
"""
_WORDS = table_of("""
    appoint | 責任者を決めて登録します。 | Appoint somebody, and record it.
    appoint_next | 後任を決めて登録します。 | Appoint a successor, and record it.
    write_basic | 基本方針を登録します（名称、法令の遵守、安全管理、窓口）。 | Record the basic policy: name, compliance, security, contact.
    basic_ended | 施行中の基本方針がない | No basic policy stands
    for_whom | 確認する人の役割と、施行日を登録します。 | Record for which roles it is, and since when it stands.
    approve | 承認を受けて、承認者と日を記録します。 | Have it approved; note by whom and when.
    review | 見直して、見直した日を記録します。変えるときは新しい版を登録します。 | Review it and note the day; record a new version where it changes.
    read | 本人が「自社」の「体制」で確認するか、確認の記録を取り込みます。 | Have the person confirm under Our company, Governance, or import the list.
    set_day | 例外の終わりの日を決めて登録します。 | Decide on its last day.
    decide | 申請者でない人が承認するか、例外をやめます。 | Have somebody else than the asker approve it, or end it.
    end | 例外をやめるか、期限を延ばして承認を受け直します。 | End it, or have a later day approved.
    other_person | 申請者でない人が承認し直します。 | Have somebody else approve it.
""")  # noqa: E501 - a wording is one line


def _no_officer(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """GL 10-3(1) gives a responsible officer as an example; none on record may merely not have been recorded."""
    if not chiefs(dossier.registers.officers):
        first = next(iter(dossier.registers.officers), None)
        yield from of_record(
            rule,
            of_company(dossier),
            (Stage(Severity.MEDIUM),),
            kind=GapKind.UNKNOWN,
            fix=Fix("officer", first.id if first else "", "kind" if first else "name"),
            action=_WORDS["appoint"],
        )


def _officer_gone(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """From the day on which the last one is no longer there until the next one begins."""
    registers = dossier.registers
    stages = tuple(Stage(Severity.HIGH, first, last) for first, last in vacancies(registers.officers, registers.people))
    yield from of_record(
        rule, of_company(dossier), stages, fix=Fix("officer", "", "name"), action=_WORDS["appoint_next"]
    )


def _no_basic_policy(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """GL 10-1: a basic policy is desirable; from the day on which the last version ends there is none."""
    texts = [text for text in dossier.registers.policy_texts if text.kind is PolicyTextKind.BASIC]
    ends = [one.until for one in standing_texts(texts)]
    if texts and (not ends or None in ends):
        return
    gone = max((day for day in ends if day is not None), default=None)
    yield from of_record(
        rule,
        of_company(dossier),
        (Stage(Severity.MEDIUM, gone),),
        kind=GapKind.DEFECT if gone else GapKind.UNKNOWN,
        title=_WORDS["basic_ended"] if gone else None,
        fix=Fix("policy_text", "", "kind"),
        action=_WORDS["write_basic"],
    )


def _of_text(
    rule: Rule, text: PolicyText, stages: tuple[Stage, ...], words: tuple[str, str], kind: GapKind = GapKind.DEFECT
) -> Iterable[Finding]:
    """The finding on one version; `words` are the field that closes it, and how."""
    field, action = words
    return of_record(
        rule,
        Subject(SubjectKind.POLICY_TEXT, text.id),
        stages,
        kind=kind,
        name=f"{text.name} {text.text_version}",
        fix=Fix("policy_text", text.id, field),
        action=_WORDS[action],
    )


def _for_nobody(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """A policy of which it is not known for whom it is asks nothing of anybody."""
    for text in dossier.registers.policy_texts:
        missing = next((name for name in ("in_force_from", "roles") if not getattr(text, name)), None)
        if missing is not None:
            end = next_day(text.in_force_until) if text.in_force_until else None
            stages = overlap(Severity.LOW, None, end)
            yield from _of_text(rule, text, stages, (missing, "for_whom"), GapKind.UNKNOWN)


def _of_standing(dossier: Dossier) -> tuple[Standing, ...]:
    return standing_texts(dossier.registers.policy_texts)


def _not_approved(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """From the first day on which it stands until it is approved or stands no more."""
    for one in _of_standing(dossier):
        stages = overlap(Severity.MEDIUM, one.begins, one.until, until=one.text.approved_on)
        yield from _of_text(rule, one.text, stages, ("approved_on", "approve"))


def _not_reviewed(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """Once a year, by policy, as long as it stands."""
    for one in _of_standing(dossier):
        due = review_due(one.text, policy)
        if due is not None:
            stages = overlap(Severity.LOW, next_day(due), one.until)
            yield from _of_text(rule, one.text, stages, ("reviewed_on", "review"))


def _not_read(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """Each person with each version that stands; a new version is read anew."""
    registers = dossier.registers
    for one in _of_standing(dossier):
        for person in registers.people:
            days = unread(one, person, registers.acknowledgements, policy)
            if days is None:
                continue
            yield from of_record(
                rule,
                Subject(SubjectKind.POLICY_TEXT, f"{one.text.id}/{person.id}"),
                (Stage(Severity.LOW, *days),),
                name=Text("{person}・{text}", "{person}, {text}").format(
                    person=person.name, text=f"{one.text.name} {one.text.text_version}"
                ),
                fix=Fix("policy_text", one.text.id, "acknowledgements"),
                facts=(("person", person.id), ("text", one.text.id)),
                action=_WORDS["read"],
            )


def _of_exception(
    rule: Rule, one: PolicyException, stages: tuple[Stage, ...], field: str, action: str
) -> Iterable[Finding]:
    return of_record(
        rule,
        Subject(SubjectKind.POLICY_EXCEPTION, one.id),
        stages,
        name=one.name,
        fix=Fix("policy_exception", one.id, field),
        action=_WORDS[action],
    )


def _until(one: PolicyException) -> tuple[Stage, ...]:
    """All the days from the asking until it was ended."""
    return overlap(Severity.MEDIUM, one.asked_on, one.ended_on)


def _endless(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Every exception ends on a day."""
    for one in dossier.registers.policy_exceptions:
        if one.last_day is None:
            yield from _of_exception(rule, one, _until(one), "last_day", "set_day")


def _undecided(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """What nobody approved is no exception; after its last day it speaks as one that ran out."""
    for one in dossier.registers.policy_exceptions:
        end = next_day(one.last_day) if one.last_day else None
        stages = overlap(Severity.MEDIUM, one.asked_on, one.ended_on, until=_earlier(end, one.approved_on))
        yield from _of_exception(rule, one, stages, "approved_on", "decide")


def _earlier(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _ran_out(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """From the day after its last one until somebody ends it."""
    for one in dossier.registers.policy_exceptions:
        if one.last_day is not None:
            stages = overlap(Severity.HIGH, next_day(one.last_day), one.ended_on)
            yield from _of_exception(rule, one, stages, "last_day", "end")


def _self_approved(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """The step that approves refuses it; a register that was brought in from elsewhere may hold it all the same."""
    for one in dossier.registers.policy_exceptions:
        if one.approved_by and one.approved_by == one.asked_by:
            end = next_day(one.last_day) if one.last_day else None
            stages = overlap(Severity.BLOCK, one.approved_on, one.ended_on, until=end)
            yield from _of_exception(rule, one, stages, "approved_on", "other_person")


_rule = GapRules(_TITLES, points=("A8",), scope=SubjectKind.COMPANY, area=ControlArea.ORGANISATION)
_due = DeadlineKind.GOVERNANCE
_text, _exception = SubjectKind.POLICY_TEXT, SubjectKind.POLICY_EXCEPTION

GOVERNANCE_RULES: tuple[Rule, ...] = (
    _rule("C-GV1", of_own(_no_officer), COMPANY_POLICY, ACT_23, GL_ORGANISATION),
    _rule("C-GV2", of_own(_officer_gone), COMPANY_POLICY, ACT_23, GL_ORGANISATION, deadline=_due),
    _rule("C-GV3", of_own(_no_basic_policy), COMPANY_POLICY, ACT_23, GL_BASIC_POLICY, deadline=_due),
    _rule("C-GV4", of_own(_for_nobody), COMPANY_POLICY, GL_RULES, scope=_text),
    _rule("C-GV5", of_own(_not_approved), COMPANY_POLICY, GL_RULES, scope=_text),
    _rule("C-GV6", of_own(_not_reviewed), COMPANY_POLICY, GL_CHECK, scope=_text, deadline=_due),
    _rule(
        "C-GV7",
        of_own(_not_read),
        COMPANY_POLICY,
        ACT_24,
        scope=_text,
        area=ControlArea.PEOPLE,
        deadline=_due,
        revision=2,
    ),
    _rule("C-GV8", of_own(_endless), scope=_exception),
    _rule("C-GV9", of_own(_undecided), scope=_exception),
    _rule("C-GV10", of_own(_ran_out), scope=_exception, deadline=_due),
    _rule("C-GV11", of_own(_self_approved), scope=_exception),
)
"""Rules on who is responsible, on policies, and on exceptions from them."""
