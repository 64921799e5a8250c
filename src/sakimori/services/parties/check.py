"""What may be stored about a third party: each text cleaned, each value one that its field can hold."""

from __future__ import annotations

import unicodedata
from dataclasses import fields, replace
from functools import cache
from typing import Any, Final, TypeVar

import pycountry

from sakimori.domain.codes import Role
from sakimori.domain.records.third_party import Alias, Contact, Service, ThirdParty
from sakimori.domain.values.blank import is_blank
from sakimori.domain.values.numbers import PersonalNumberKind, bare_number, find_personal_numbers, mask, mask_all
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, MyNumberError, NotFoundError, StateError
from sakimori.exchange.lists.values import MY_NUMBER, parse_corporate_number, parse_email, parse_website
from sakimori.exchange.registers.fields import FIELD_WORDS, field_words
from sakimori.services.kernel.unit import Unit

T = TypeVar("T")

NAME_LENGTH: Final = 300
TEXT_LENGTH: Final = 10_000
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs"})
_MANY_LINES: Final = frozenset({"note", "order_note", "description"})
_UNCHECKED: Final = frozenset({"id", "third_party_id", "parent_id", "owner_id", "merged_into"})
_MY_NUMBER_LENGTH: Final = 12

_OTHER_FIELDS: Final[dict[str, Text]] = {
    "reason": Text("理由", "the reason"),
    "decision_reason": Text("判定の理由", "the reason for the decision"),
    "comment": Text("指摘", "the comment"),
    "condition": Text("条件", "the condition"),
    "file": Text("ファイルの名前かメモ", "the file name or its note"),
}
_FIELDS: Final = {"name": field_words(Service, "name"), "note": field_words(ThirdParty, "note")} | {
    name: words for kind in (Contact, Service, ThirdParty) for name, words in FIELD_WORDS[kind].items()
}
_NEEDED: Final = Text("入れてください。", "Give one.")
_TOO_LONG: Final = Text("{limit}字までにしてください。", "Use up to {limit} characters.")
_COUNTRY: Final = Text("国を一覧から選んでください。", "Choose a country from the list.")
_COUNT: Final = Text("0以上の数にしてください。", "Give 0 or more.")
_CARD: Final = Text("カード番号と思われる値は置けません。", "What looks like a payment card number cannot be kept.")
_OWN_ROLE: Final = Text("「自社」は取引先の役割にできません。", "Only our own dossier is “own company”.")
_PARENT_LOOP: Final = Text("親会社の並びが輪になります。", "The parents would form a circle.")
_REACH: Final = Text(
    "氏名・メール・電話のどれかを入れてください。", "Give a name, a mail address or a telephone number."
)
_MERGED: Final = Text("別の取引先に統合されています。", "It was merged into another third party.")
_THIRD_PARTY: Final = Text("取引先", "third party")
_SHOWN_LENGTH: Final = 80


@cache
def country_codes() -> frozenset[str]:
    """Every code of ISO 3166 alpha-2."""
    return frozenset(country.alpha_2 for country in pycountry.countries)


def checked_party(party: ThirdParty) -> ThirdParty:
    """The third party as it may be stored.

    Raises:
        InvalidValueError: A field holds what it cannot.
        MyNumberError: A field holds a My Number.
    """
    party = replace(party, corporate_number=_corporate_number(party.corporate_number))
    party = _cleaned(party)
    _needed("legal_name", party.legal_name)
    _country("country", party.country)
    _parsed("website", party.website, parse_website)
    if party.person_count is not None and party.person_count < 0:
        raise invalid_value("person_count", str(party.person_count), _COUNT)
    if Role.SELF in party.roles and not party.is_self:
        raise invalid_value("roles", Role.SELF.value, _OWN_ROLE)
    return party


def checked_service(service: Service) -> Service:
    """The service as it may be stored."""
    service = _cleaned(service)
    _needed("name", service.name)
    _country("storage_country", service.storage_country)
    _country("processing_country", service.processing_country)
    return service


def checked_alias(alias: Alias) -> Alias:
    """The other name as it may be stored."""
    alias = _cleaned(alias)
    _needed("name", alias.name)
    return alias


def checked_contact(contact: Contact) -> Contact:
    """The contact as it may be stored: somebody who can be named or reached."""
    contact = _cleaned(contact)
    if not contact.is_reachable:
        raise invalid_value("name", "", _REACH)
    _parsed("email", contact.email or "", parse_email)
    return contact


def checked_part(part: Service | Contact) -> Service | Contact:
    """The service or contact as it may be stored."""
    return checked_service(part) if isinstance(part, Service) else checked_contact(part)


def clean(text: str, *, one_line: bool = True) -> str:
    """A text without control characters and marks that turn its direction; whatever it says, it stays text.

    A text of blanks says nothing: it is empty.
    """
    if is_blank(text):
        return ""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = lines
    if not lines.isprintable():  # what is printable has none of them, and nearly every text is
        kept = "".join(char for char in lines if char in "\n\t" or unicodedata.category(char) not in _UNSEEN)
    return " ".join(kept.split()) if one_line else kept.strip()


def checked_reason(reason: str) -> str:
    """Why somebody changed something, as it may stand in the trail."""
    text = clean(reason, one_line=False)
    if len(text) > TEXT_LENGTH:
        raise invalid_value("reason", text, _TOO_LONG.format(limit=f"{TEXT_LENGTH:,}"))
    refuse_personal_numbers("reason", text)
    return text


def refuse_personal_numbers(field: str, text: str, *, words: Text | None = None) -> None:
    """Let no My Number and no card number into the store.

    Raises:
        MyNumberError: The text holds a My Number.
        InvalidValueError: The text holds a card number.
    """
    for number in find_personal_numbers(text):
        if number.kind is PersonalNumberKind.MY_NUMBER:
            raise MyNumberError(field=words or _field_name(field))
        raise invalid_value(field, text, _CARD, words=words)


def require_place(unit: Unit, party: ThirdParty) -> None:
    """Refuse a parent that does not exist, or that would make the third party its own ancestor."""
    seen, parent = {party.id}, party.parent_id
    while parent is not None:
        if parent in seen:
            raise invalid_value("parent_id", unit.records.get(ThirdParty, parent).legal_name, _PARENT_LOOP)
        seen.add(parent)
        parent = unit.records.get(ThirdParty, parent).parent_id


def require_standing(unit: Unit, third_party_id: str) -> ThirdParty:
    """The third party, if records may be added to it.

    Raises:
        NotFoundError: There is none.
        StateError: It was merged into another.
    """
    party = unit.records.find(ThirdParty, third_party_id)
    if party is None:
        raise NotFoundError(what=_THIRD_PARTY, key=third_party_id)
    if party.merged_into is not None:
        raise StateError(why=_MERGED)
    return party


def _cleaned(record: T) -> T:
    """The record with every text cleaned and looked through."""
    changed: dict[str, Any] = {}
    for spec in fields(record):  # type: ignore[arg-type]
        value = getattr(record, spec.name)
        if spec.name in _UNCHECKED or type(value) is not str:
            continue
        text = clean(value, one_line=spec.name not in _MANY_LINES)
        limit = NAME_LENGTH if spec.name in {"legal_name", "name", "kana", "english_name"} else TEXT_LENGTH
        if len(text) > limit:
            raise invalid_value(spec.name, text, _TOO_LONG.format(limit=f"{limit:,}"))
        if spec.name != "corporate_number":
            refuse_personal_numbers(spec.name, text)
        may_be_none = spec.default is None or spec.name in {"country", "storage_country", "processing_country"}
        changed[spec.name] = text or (None if may_be_none else "")
    return replace(record, **changed)  # type: ignore[type-var]


def _corporate_number(raw: str | None) -> str | None:
    if raw is None or is_blank(raw):
        return None
    parsed = parse_corporate_number(raw)
    if parsed.fault is None:
        return parsed.value
    if parsed.fault.code == MY_NUMBER.code:
        raise MyNumberError(field=_field_name("corporate_number"))
    # Twelve digits may be a My Number with one slip: they are not even repeated in the message.
    shown = mask_all(raw) if len(bare_number(raw)) == _MY_NUMBER_LENGTH else raw
    raise invalid_value("corporate_number", shown, parsed.fault.expected)


def _country(field: str, code: str | None) -> None:
    if code is not None and code not in country_codes():
        raise invalid_value(field, code, _COUNTRY)


def _needed(field: str, text: str) -> None:
    if not text:
        raise invalid_value(field, "", _NEEDED)


def _parsed(field: str, text: str, parse: Any) -> None:  # noqa: ANN401 - one of the readers of cells
    fault = parse(text).fault if text else None
    if fault is not None:
        raise invalid_value(field, text, fault.expected)


def _field_name(field: str) -> Text:
    return _OTHER_FIELDS.get(field) or _FIELDS.get(field) or Text(field, field)


def invalid_value(field: str, value: str, expected: Text, *, words: Text | None = None) -> InvalidValueError:
    """The refusal of a value, masked and cut short; `words` names a field that is not one of a third party."""
    masked = mask(value)
    shown = masked if len(masked) <= _SHOWN_LENGTH else f"{masked[:_SHOWN_LENGTH]}…"
    return InvalidValueError(field=words or _field_name(field), value=shown, expected=expected, name=field)
