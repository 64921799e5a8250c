"""Records of provision and receipt within a change: what may stand in them, how they are made, until when kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import DataFlow, LegalRoute, TransferMethod
from sakimori.domain.records.hand_over import ProvisionRecord, RecordMethod, Release
from sakimori.domain.records.own_registers import ConsentText
from sakimori.domain.records.sharing import Filing
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.blank import is_blank
from sakimori.domain.values.identifier import Identifier, IdentifierKind, one_form
from sakimori.domain.values.numbers import find_personal_numbers
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, MyNumberError, StateError
from sakimori.exchange.registers.fields import field_words
from sakimori.exchange.registers.words import code_word
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.records.record_need import RecordNeed
from sakimori.rules.clearance.records.recording import REPEATED
from sakimori.rules.facts.record_terms import methods_for, retain_until
from sakimori.services.kernel.unit import Change
from sakimori.services.parties.check import TEXT_LENGTH, clean, refuse_personal_numbers

MOST_PERSONS: Final = 100_000
"""Longer lists are kept where the data lie; the record names how the persons can be told apart there."""
CUSTOMER_NUMBERS: Final = Text("顧客番号", "customer numbers")
_HIDDEN: Final = Text("（表示しません）", "(not shown)")
_NEEDED: Final = Text("入れてください。", "Give one.")
_VAGUE_WORDS: Final = """
    顧客データ 顧客情報 個人情報 個人データ データ 情報 一式 データ一式 すべて 全て 全部 全項目 全員 すべての本人
    customerdata personaldata personalinformation data everything all allitems allpersons everybody
"""
_VAGUE: Final = frozenset(_VAGUE_WORDS.split())
_CONCRETE: Final = Text(
    "「顧客データ」のようにまとめず、「氏名」「住所」のように項目で書いてください。",
    "Name each item, such as name or address; “customer data” is not enough.",
)
_TELLS: Final = Text(
    "当社のデータの中で本人を特定できる事項（「会員番号」など）を書いてください。「全員」では足りません。",
    "Say what singles the persons out in our data, such as the member number; “all persons” is not enough.",
)
_COUNT: Final = Text("1以上の数にしてください。", "Give 1 or more.")
_DAYS: Final = Text("初日以後の日にしてください。", "Give the first day or a later one.")
_PAST: Final = Text("本日までの日にしてください。", "Give a day up to today.")
_NUMBER: Final = Text(
    "1行に1つずつ、数字を含む顧客番号を書いてください。名前やメールアドレスは使えません。",
    "Give one customer number with digits on each line; no names and no mail addresses.",
)
_MANY: Final = Text("{most}件までにしてください。", "Give up to {most}.")
_DIFFERS: Final = Text(
    "顧客番号は{count}件あります。人数を合わせてください。", "There are {count} numbers. Make them agree."
)
_TOO_LONG: Final = Text("{limit}字までにしてください。", "Use up to {limit} characters.")


@dataclass(frozen=True, slots=True)
class ReleaseDraft:
    """What somebody says of a hand-over that took place; `persons` are customer numbers, where they are at hand.

    `for_services` says that it went with goods or services to the person, and that the contract holds every item.
    """

    first_on: date
    last_on: date
    items: tuple[str, ...]
    person_count: int | None
    method: TransferMethod
    persons_how: str = ""
    persons: tuple[str, ...] = ()
    record_method: RecordMethod | None = None
    contract_id: str | None = None
    for_services: bool = False
    consented: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Persons:
    """Whom a record is about, as it may be stored."""

    numbers: tuple[str, ...]
    how: str
    count: int


def checked_days(first_on: date, last_on: date, *, today: date) -> None:
    """Refuse days that are to come, or in the wrong order: a record tells what was.

    Raises:
        InvalidValueError: They are.
    """
    for name, day in (("first_on", first_on), ("last_on", last_on)):
        if day > today:
            raise invalid(name, day.isoformat(), _PAST)
    if last_on < first_on:
        raise invalid("last_on", last_on.isoformat(), _DAYS)


def checked_items(items: Iterable[str]) -> tuple[str, ...]:
    """The items, each once and concrete.

    Raises:
        InvalidValueError: None is given, or one of them names everything at once.
        MyNumberError: One of them is a My Number.
    """
    found = tuple(dict.fromkeys(filter(None, (checked_text("items", item) for item in items))))
    if not found:
        raise invalid("items", "", _NEEDED)
    for item in found:
        if _is_vague(item):
            raise invalid("items", item, _CONCRETE)
    return found


def checked_persons(numbers: Iterable[str], how: str, count: int | None) -> Persons:
    """Whom it is about: the numbers in one form each, else how the persons can be told apart, and how many.

    Raises:
        InvalidValueError: Neither tells the persons, or the number of persons is another.
        MyNumberError: A number is a My Number.
    """
    found = checked_numbers(numbers)
    words = checked_text("persons_how", how) or (CUSTOMER_NUMBERS.ja if found else "")
    if not words or _is_vague(words):
        raise invalid("persons_how", words, _TELLS)
    if found and count is not None and count != len(found):
        raise invalid("person_count", f"{count:,}", _DIFFERS.format(count=f"{len(found):,}"))
    many = len(found) or count
    if not many or many < 1:
        raise invalid("person_count", "" if count is None else str(count), _COUNT)
    return Persons(found, words, many)


def checked_numbers(numbers: Iterable[str]) -> tuple[str, ...]:
    """Customer numbers in one form each, every one once; a refusal never repeats one."""
    found: dict[str, None] = {}
    for written in numbers:
        if not is_blank(written):
            found[one_number(written)] = None
        if len(found) > MOST_PERSONS:
            raise invalid("persons", _HIDDEN, _MANY.format(most=f"{MOST_PERSONS:,}"))
    return tuple(sorted(found))


def one_number(written: str) -> str:
    """The one form of a customer number, so that every way of writing it is found.

    Raises:
        InvalidValueError: It is none.
        MyNumberError: It is a My Number.
    """
    text = unicodedata.normalize("NFKC", written)
    form = one_form(Identifier(IdentifierKind.CUSTOMER_NUMBER, clean(text)))
    if find_personal_numbers(text):
        raise MyNumberError(field=field_words(ProvisionRecord, "persons"))
    if form is None or "@" in form or '"' in form or "\\" in form:
        raise invalid("persons", _HIDDEN, _NUMBER)
    return form


def checked_text(name: str, text: str) -> str:
    """A text of a record, cleaned and looked through."""
    said = clean(text)
    if len(said) > TEXT_LENGTH:
        raise invalid(name, said[:40], _TOO_LONG.format(limit=f"{TEXT_LENGTH:,}"))
    refuse_personal_numbers(name, said, words=_words(name))
    return said


def invalid(name: str, value: str | Text, expected: Text) -> InvalidValueError:
    """The refusal of one field of a release or a record."""
    return InvalidValueError(field=_words(name), value=value, expected=expected, name=name)


def _words(name: str) -> Text:
    return field_words(Release if name in {"method", "note", "first_on", "last_on"} else ProvisionRecord, name)


def _is_vague(text: str) -> bool:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()) in _VAGUE


def listed_lines(text: str) -> Sequence[str]:
    """What somebody pasted: one value on a line, or between commas."""
    parts = (part for line in text.splitlines() for part in line.replace("、", ",").split(","))
    return [part.strip() for part in parts if not is_blank(part)]


MADE: Final = "provision_record.made"
_WAY: Final = Text(
    "この提供は「{asked}」では記録できません。使えるのは{allowed}です。",
    "This provision cannot be recorded “{asked}”. What may be used: {allowed}.",
)
_ONE_DAY: Final = Text(
    "オプトアウトによる提供は、提供のつど記録します。1日ずつ記録してください。",
    "By opt-out each provision is recorded by itself. Record one day at a time.",
)
_CONTRACT: Final = Text("記録に代える契約書を選んでください。", "Choose the contract that stands in for the record.")


def keep_provision(change: Change, case: Case, draft: ReleaseDraft, need: RecordNeed, whom: Persons) -> ProvisionRecord:
    """Make the record of a provision out of what is on record of the recipient today; what is not there is left open.

    Raises:
        InvalidValueError: No contract is named that stands in.
        StateError: It may not be made in that way.
    """
    method = chosen_method(draft, case.flow, need.route)
    require_contract(change, draft.contract_id)
    party = change.records.get(ThirdParty, case.recipient.id)
    flow = case.flow
    return change.insert(
        ProvisionRecord(
            id=change.new_id("pv"),
            third_party_id=party.id,
            route=need.route,
            method=method,
            first_on=draft.first_on,
            last_on=draft.last_on,
            recipient_name=party.legal_name,
            recipient_address=party.address or "",
            recipient_representative=party.representative or "",
            items=draft.items,
            persons=whom.numbers,
            persons_how=whom.how,
            person_count=whom.count,
            retain_until=retain_until(method, last_on=draft.last_on, made_on=change.today),
            made_on=change.today,
            made_by=change.actor.id,
            consented=None if need.route is LegalRoute.OPTOUT and not need.is_related else draft.consented,
            is_related=need.is_related,
            flow_id=flow.id or None,
            consent_text_id=flow.consent_text_id if _is_there(change, ConsentText, flow.consent_text_id) else None,
            filing_id=flow.filing_id if _is_there(change, Filing, flow.filing_id) else None,
            contract_id=draft.contract_id if method is RecordMethod.CONTRACT else None,
        ),
        action=MADE,
    )


def chosen_method(draft: ReleaseDraft, flow: DataFlow, route: LegalRoute) -> RecordMethod:
    """How the record is made: as asked where the law lets it, else the first way that it offers."""
    is_repeated = draft.first_on != draft.last_on or flow.frequency in REPEATED
    if route is LegalRoute.OPTOUT and draft.first_on != draft.last_on:
        raise StateError(why=_ONE_DAY)
    allowed = methods_for(route, is_repeated=is_repeated, stands_in=draft.for_services)
    if draft.first_on != draft.last_on:
        allowed = tuple(one for one in allowed if one is not RecordMethod.EACH)
    usual = RecordMethod.BULK if draft.first_on != draft.last_on else RecordMethod.EACH
    asked = draft.record_method or usual
    if asked not in allowed:
        words = [code_word(one) for one in allowed]
        listed = Text("・".join(w.ja for w in words), ", ".join(w.en for w in words))
        raise StateError(why=_WAY.format(asked=code_word(asked), allowed=listed))
    if asked is RecordMethod.CONTRACT and not draft.contract_id:
        raise invalid("contract_id", "", _CONTRACT)
    return asked


def merged_record(change: Change, former: ProvisionRecord, *, last_on: date, persons: Persons) -> ProvisionRecord:
    """The record of a longer period, in the place of a former one."""
    method = RecordMethod.BULK if former.method is RecordMethod.EACH else former.method
    return change.insert(
        replace(
            former,
            id=change.new_id("pv"),
            method=method,
            last_on=last_on,
            persons=persons.numbers,
            persons_how=persons.how,
            person_count=persons.count,
            retain_until=retain_until(method, last_on=last_on, made_on=change.today),
            made_on=change.today,
            made_by=change.actor.id,
            corrects_id=former.id,
            version=1,
        ),
        action=MADE,
    )


def _is_there(change: Change, kind: type, record_id: str | None) -> bool:
    return record_id is not None and change.records.find(kind, record_id) is not None


def require_contract(change: Change, contract_id: str | None) -> None:
    """Refuse a contract that does not exist."""
    if contract_id is not None and change.records.find(Contract, contract_id) is None:
        raise invalid("contract_id", contract_id, _CONTRACT)
