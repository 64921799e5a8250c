"""P-11: related data 個人関連情報 that the recipient will tie to persons need their consent (法31条)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import DataCategory, UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.contract import ClauseSetCode, ClauseState
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.text import Text, cited
from sakimori.rules.clearance.abroad.places import Place, class_of, country_of, place_days
from sakimori.rules.clearance.case import Case, Slice, Track
from sakimori.rules.clearance.records.recording import is_public_body, recording_words
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
    question,
    unknown,
)
from sakimori.rules.facts.citations import ACT_31_1, ACT_31_3, GL_RELATED, RULES_17
from sakimori.rules.facts.contracts import has_known_end, standing_by_clause
from sakimori.rules.facts.rule_kit import PROCESSING_ROLES

VENDOR_RULE = "A-31-7"
_NO_TIE = "PRI-01"
"""The clause that says whether the recipient takes the data as personal data."""


def ties(case: Case) -> bool | None:
    """Whether the recipient is expected to take it as personal data; a design that does so goes before its word."""
    facts = case.facts
    if facts.recipient_ties or facts.ties_by_design:
        return True
    return None if facts.recipient_ties is None or facts.ties_by_design is None else False


def _is_vendor(case: Case, part: Slice) -> bool:
    return part.route is LegalRoute.ENTRUST or case.flow.role in PROCESSING_ROLES


def _is_tied_for_us(case: Case, part: Slice) -> bool:
    """Our vendor ties it, and nobody has confirmed a consent: whether 31条 reaches this a person decides."""
    return _is_vendor(case, part) and bool(ties(case)) and not case.facts.recipient_consent_confirmed


def _ours(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """The provider's side comes first: what we can tie to a person are personal data (提供元基準)."""
    if part.track is Track.RELATED:
        if case.facts.we_can_tie is None:
            yield unknown(
                Text("当社が本人に結び付けられるか未確認", "Whether we can tie it to persons is not known"),
                fact_fix(case, "we_can_tie"),
            )
        else:
            yield confirmed(Text("当社は本人に結び付けられない", "We cannot tie it to persons"))
    elif part.track is Track.PERSONAL and part.has(DataCategory.REL):
        yield confirmed(Text("当社が本人に結び付けられるので個人データ", "We can tie it to persons: personal data"))


def _expected(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """A clause that it will not be tied takes the case out, unless a fact speaks against it (GL 3-7-1)."""
    if part.track is not Track.RELATED or ties(case):
        return
    if ties(case) is None:
        field = "recipient_ties" if case.facts.recipient_ties is None else "ties_by_design"
        yield unknown(
            Text("提供先が個人データとして取得するか未確認", "Whether the recipient ties it to persons is not known"),
            fact_fix(case, field),
            who=UserRole.SALES,
        )
    elif case.facts.no_tie_clause:
        yield _clause(case, on)
    else:
        yield condition(
            Text("個人データとして取得しない旨を契約で定める", "Agree that it is not taken as personal data"),
            fix=fact_fix(case, "no_tie_clause"),
        )


def _clause(case: Case, on: date) -> Statement:
    """The clause stands as long as a confirmed contract in force holds it, and somebody has read it there."""
    standing = next((s for s in standing_by_clause(case.dossier, ClauseSetCode.PRI)[_NO_TIE] if s.holds(on)), None)
    if standing is None:
        return condition(
            Text(
                "個人データとして取得しない旨を定めた有効な契約を登録する",
                "Record a contract in force that says it is not taken as personal data",
            ),
            fix=Fix("contract", "", "provision"),
            who=UserRole.PROCUREMENT,
        )
    name, fix = standing.contract.title, Fix("contract_clause", standing.contract.id, _NO_TIE)
    if not has_known_end(standing.contract):
        term = Text("契約「{name}」の期間を確かめて登録する", "Find out and record the term of contract “{name}”")
        end = Fix("contract", standing.contract.id, "end_on")
        return condition(term.format(name=name), fix=end, who=UserRole.PROCUREMENT)
    if standing.state is ClauseState.PRESENT:
        by = Text(
            "提供先は個人データとして取得しない（契約「{name}」）", "Not taken as personal data: contract “{name}”"
        )
        return confirmed(by.format(name=name))
    read = Text(
        "契約「{name}」に、個人データとして取得しない旨の条項があることを確かめる",
        "Find the clause in contract “{name}” that it is not taken as personal data",
    )
    return condition(read.format(name=name), fix=fix, who=UserRole.PROCUREMENT)


def _clause_days(case: Case, _policy: Policy) -> Iterable[date | None]:
    if case.facts.no_tie_clause:
        for standing in standing_by_clause(case.dossier, ClauseSetCode.PRI)[_NO_TIE]:
            yield standing.from_on
            yield standing.until_on


_CONSENT_CONFIRMED = FactWords("""
    yes: confirmed | 提供先での本人の同意を確かめた | The consent to the recipient was confirmed
    no: bar | 提供先が個人データとして取得するのに、本人の同意を確認していない。提供先が同意を得たことを確認するか、個人データとして取得しない旨を契約で定める | The recipient takes it as personal data, yet no consent is confirmed: confirm that the recipient has it, or agree that it is not taken as personal data
    unknown | 提供先での本人の同意が未確認 | Whether the persons consented is not known
""")  # noqa: E501 - a wording is one line


def _consented(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if part.track is not Track.RELATED or not ties(case) or _is_tied_for_us(case, part):
        return
    fix = fact_fix(case, "recipient_consent_confirmed")
    yield _CONSENT_CONFIRMED(case.facts.recipient_consent_confirmed, fix, who=UserRole.SALES)


def _for_us(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """31条 names no entrustment as 27条5項 does."""
    if part.track is Track.RELATED and _is_tied_for_us(case, part):
        yield question(
            cited(
                "委託先が当社のためだけに本人に結び付ける場合に、{art:act-31}の同意が要らないといえるか",
                "Our vendor ties it to persons only for us: may it go without consent under {art:act-31}?",
            )
        )


def _abroad(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """Abroad the information of 規則17条 was given as well; not in designated countries nor under Rules 16."""
    if part.track is not Track.RELATED or not ties(case) or _is_tied_for_us(case, part):
        return
    fix = fact_fix(case, "recipient_consent_informed")
    match class_of(case, on), case.facts.recipient_consent_informed:
        case Place.UNKNOWN, _ if case.recipient.country is None:
            yield unknown(
                Text("提供先の国が未確認", "The country of the recipient is not known"),
                Fix("third_party", case.recipient.id, "country"),
                who=UserRole.PROCUREMENT,
            )
        case Place.OTHER | Place.UNKNOWN, True:
            yield confirmed(Text("外国の情報が本人に伝わっている", "The persons were told about the country"))
        case Place.OTHER | Place.UNKNOWN, None:
            yield unknown(
                Text(
                    "外国の情報が本人に伝わったか未確認", "Whether the persons were told about the country is not known"
                ),
                fix,
            )
        case Place.OTHER, _:
            yield bar(
                Text("{country}の情報が本人に伝わっていない", "The persons were not told about {country}").format(
                    country=country_of(case)
                ),
                fix=fix,
            )
        case Place.UNKNOWN, _:
            yield question(
                Text("外国にある第三者に当たらないか", "Does the recipient not count as abroad?"),
                fix=Fix("third_party", case.recipient.id, "business_in_japan"),
            )
        case _:
            pass


def _record(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if part.track is not Track.RELATED or not ties(case) or _is_tied_for_us(case, part):
        return
    if is_public_body(case):
        yield confirmed(Text("記録は要らない（国・地方公共団体など）", "No record: a public body"))
    elif case.facts.record_prepared:
        yield duty(recording_words(case, LegalRoute.CONSENT))
    else:
        yield condition(
            Text("確認の記録を用意する：{how}", "Prepare the record of what was confirmed. {how}").format(
                how=recording_words(case, LegalRoute.CONSENT)
            ),
            fix=fact_fix(case, "record_prepared"),
            who=UserRole.SALES,
        )


_TITLES = """
    A-31-8 | 個人関連情報か個人データか | Personal-related information or personal data
    A-31-5 | 提供先で本人に結び付くか | Whether the recipient ties it
    A-31-2 | 本人の同意の確認 | Confirmation of consent
    A-31-3 | 外国の情報の提供の確認 | Confirmation of the information on the country
    A-31-7 | 委託先に渡す個人関連情報 | Personal-related information for our own vendor
    A-31-6 | 確認の記録 | Record of the confirmation
"""
_rule = StepRules(Step.SPECIAL_FORM, _TITLES)

RELATED: tuple[ClearanceRule, ...] = (
    _rule("A-31-8", _ours, ACT_31_1),
    _rule("A-31-5", _expected, COMPANY_POLICY, ACT_31_1, GL_RELATED, cuts=_clause_days, revision=2),
    _rule("A-31-2", _consented, ACT_31_1),
    _rule("A-31-3", _abroad, ACT_31_1, RULES_17, cuts=place_days),
    _rule(VENDOR_RULE, _for_us, ACT_31_1),
    _rule("A-31-6", _record, ACT_31_3),
)
