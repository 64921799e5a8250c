"""What notices say word for word, against what holds of our company (法32条1項, 施行令10条)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.own_registers import Notice, PublicFacts, PublicItem
from sakimori.domain.rule import Judge, Rule
from sakimori.domain.values.blank import is_given
from sakimori.domain.values.names import fold
from sakimori.domain.values.text import Text, table_of
from sakimori.rules.facts.citations import (
    ACT_32_1_NAME,
    ACT_32_1_PROCEDURE,
    ACT_32_1_SECURITY,
    GL_PUBLIC_ITEMS,
    ORDER_10,
)
from sakimori.rules.facts.flow_facts import listed
from sakimori.rules.facts.rule_kit import GapRules
from sakimori.rules.gaps.own_company.findings import of_company, of_own, of_record
from sakimori.rules.gaps.own_company.notices import in_force, latest_notice, notice_lack

OPERATOR_RULE, FEE_RULE, COMPLAINT_RULE = "A-32-1N", "A-32-1K", "A-32-1C"
BODY_RULE, SECURITY_RULE = "A-32-1B", "A-32-1S"

_WORDS: Mapping[str, Text] = table_of("""
    operator_name | 名称 | name
    operator_address | 住所 | address
    operator_representative | 代表者 | representative
    fee | 手数料の額 | amount of the fee
    complaint_contact | 苦情の申出先 | complaint contact
    accredited_body | 認定個人情報保護団体 | accredited body
""")
_DIFFER = Text("公表文書の「{items}」が、実際と違う", "The notice says another {items} than holds")
_UNREAD = Text("公表文書に書かれた「{items}」が未確認", "What the notice says as {items} is not known")
_MEND = Text("公表文書を直し、新しい版として登録します。", "Correct the notice, and record it as a new version.")


def facts_of(dossier: Dossier) -> PublicFacts | None:
    """What holds of our company, as far as somebody recorded it."""
    return next(iter(dossier.registers.public_facts), None)


def says(written: str, true: str) -> bool:
    """Whether a passage says what holds: the same words, whatever their width, case and blanks."""
    return fold(true).replace(" ", "") in fold(written).replace(" ", "")


@dataclass(frozen=True, slots=True)
class WordLack:
    """The fields of notices in force that say otherwise than what holds, and those that nobody copied."""

    differing: tuple[str, ...]
    unread: tuple[str, ...]


def word_lack(standing: Iterable[Notice], wanted: Mapping[str, str]) -> WordLack:
    """What the notices of a day say otherwise, by the fields that are wanted and what holds of each."""
    every = tuple(standing)
    differing: list[str] = []
    unread: list[str] = []
    for name, true in wanted.items():
        written = [passage for notice in every if is_given(passage := getattr(notice, name))]
        if not is_given(true) or any(says(passage, true) for passage in written):
            continue
        (differing if written else unread).append(name)
    return WordLack(tuple(differing), tuple(unread))


def _compared(rule: Rule, dossier: Dossier, wanted: Mapping[str, str], item: PublicItem | None) -> Iterable[Finding]:
    """From the day of the last notice on; where no notice claims the item at all, A-32-1 speaks of it."""
    notices = dossier.registers.notices
    last = latest_notice(notices)
    if last is None or last.published_on is None:
        return
    standing = in_force(notices, last.published_on)
    if item is not None and not any(item in (notice.items or ()) for notice in standing):
        return
    lack = word_lack(standing, wanted)
    missing = lack.differing or lack.unread
    if not missing:
        return
    days = notice_lack(
        notices,
        frozenset(missing),
        lambda notice: frozenset(
            n for n in missing if is_given(getattr(notice, n)) and says(getattr(notice, n), wanted[n])
        ),
        severity=Severity.MEDIUM,
        first=last.published_on,
        end=None,
        only_with_notice=True,
    )
    yield from of_record(
        rule,
        of_company(dossier),
        days.stages if days else (),
        kind=GapKind.DEFECT if lack.differing else GapKind.UNKNOWN,
        title=(_DIFFER if lack.differing else _UNREAD).format(items=listed(_WORDS[name] for name in missing)),
        fix=Fix("notice", last.id, missing[0]),
        facts=tuple((name, wanted[name]) for name in missing),
        action=_MEND
        if lack.differing
        else Text("公表文書を読み、書かれているとおりに写します。", "Read the notice, and copy what it says."),
    )


def _operator(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    own = dossier.third_party
    wanted = {
        "operator_name": own.legal_name,
        "operator_address": own.address or "",
        "operator_representative": own.representative or "",
    }
    yield from _compared(rule, dossier, wanted, PublicItem.NAME_ADDRESS_REPRESENTATIVE)


def _of_fact(field: str, gate: str, item: PublicItem | None, ask: Text) -> Judge:
    """Compare what one public fact says; while nobody recorded it, that is asked first. `gate` may say it is not so."""

    def look(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
        facts = facts_of(dossier)
        is_so = getattr(facts, gate) if facts is not None and gate else None if gate else True
        if is_so is False:
            return
        if is_so is None or facts is None or not is_given(getattr(facts, field)):
            yield from _unrecorded(rule, dossier, gate if gate and is_so is None else field, ask)
        else:
            yield from _compared(rule, dossier, {field: getattr(facts, field)}, item)

    return of_own(look)


def _unrecorded(rule: Rule, dossier: Dossier, field: str, ask: Text) -> Iterable[Finding]:
    facts, last = facts_of(dossier), latest_notice(dossier.registers.notices)
    if last is None:
        return
    lack = notice_lack(
        dossier.registers.notices, frozenset({field}), lambda _: None, severity=Severity.LOW, first=last.published_on,
        end=None, only_with_notice=True,
    )  # fmt: skip
    yield from of_record(
        rule,
        of_company(dossier),
        lack.stages if lack else (),
        kind=GapKind.UNKNOWN,
        title=ask,
        fix=Fix("public_facts", facts.id if facts else "", field),
        action=Text("公表する会社の事実を登録します。", "Record the facts that are to be published."),
    )


def _security(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """GL 3-8-1: that a guideline is followed tells nobody what is done; the measures themselves are told."""
    notices = dossier.registers.notices
    last = latest_notice(notices)
    first: date | None = last.published_on if last else None
    claiming = [n for n in in_force(notices, first) if PublicItem.SECURITY_MEASURES in (n.items or ())]
    if last is None or not claiming:
        return
    told = frozenset({"told"})
    lack = notice_lack(
        notices, told, lambda notice: told if notice.security_content else frozenset(), severity=Severity.MEDIUM,
        first=first, end=None, only_with_notice=True,
    )  # fmt: skip
    is_unknown = any(notice.security_content is None for notice in claiming)
    yield from of_record(
        rule,
        of_company(dossier),
        lack.stages if lack else (),
        kind=GapKind.UNKNOWN if is_unknown else GapKind.DEFECT,
        title=Text("安全管理措置の中身を公表しているか未確認", "Whether the measures themselves are told is not known")
        if is_unknown
        else None,
        fix=Fix("notice", last.id, "security_content"),
        action=Text(
            "講じている措置の内容を公表するか、求めに応じて遅滞なく答えられるようにします。",
            "Publish the measures that are taken, or be ready to answer without delay on request.",
        ),
    )


_TITLES = """
    A-32-1N | 公表文書の名称・住所・代表者が実際と違う | The notice says another name, address or representative
    A-32-1K | 公表文書の手数料が実際と違う | The notice says another fee
    A-32-1C | 公表文書の苦情の申出先が実際と違う | The notice says another complaint contact
    A-32-1B | 公表文書の認定個人情報保護団体が実際と違う | The notice says another accredited body
    A-32-1S | 安全管理措置が「ガイドラインに従う」だけ | The notice tells no measures, only that a guideline is followed
"""
_rule = GapRules(_TITLES, points=("B5",), scope=SubjectKind.COMPANY)
_FEE = Text("開示等の請求に手数料を取るか、その額が未登録", "Whether requests cost a fee, and which, is not recorded")
_COMPLAINT = Text("苦情の申出先が未登録", "The complaint contact is not recorded")
_BODY = Text("認定個人情報保護団体の対象事業者か未登録", "Whether an accredited body counts us is not recorded")

NOTICE_CONTENT_RULES: tuple[Rule, ...] = (
    _rule(OPERATOR_RULE, of_own(_operator), ACT_32_1_NAME, GL_PUBLIC_ITEMS),
    _rule(FEE_RULE, _of_fact("fee", "charges_fee", PublicItem.REQUEST_PROCEDURE, _FEE), ACT_32_1_PROCEDURE),
    _rule(COMPLAINT_RULE, _of_fact("complaint_contact", "", PublicItem.COMPLAINT_CONTACT, _COMPLAINT), ORDER_10),
    _rule(BODY_RULE, _of_fact("accredited_body", "is_member", None, _BODY), ORDER_10),
    _rule(SECURITY_RULE, of_own(_security), ACT_32_1_SECURITY, GL_PUBLIC_ITEMS),
)
