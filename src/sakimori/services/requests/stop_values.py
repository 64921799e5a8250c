"""What may stand in a stop: values of their kind in one form, days up to today, and no word that tells the person."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

from sakimori.domain.records.own_registers import Stop, StopChannel
from sakimori.domain.values.identifier import KINDS_OF_CHANNEL, Identifier, IdentifierKind, one_form
from sakimori.domain.values.numbers import PersonalNumberKind, find_personal_numbers
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, MyNumberError
from sakimori.exchange.registers.fields import field_words
from sakimori.exchange.registers.words import code_word
from sakimori.services.parties.check import checked_reason, clean

_HIDDEN: Final = Text("（表示しません）", "(not shown)")
_FORMS: Final = {
    IdentifierKind.MAIL_ADDRESS: Text("name@example.co.jp の形にしてください。", "Write it as name@example.com."),
    IdentifierKind.PHONE_NUMBER: Text(
        "市外局番から数字で書いてください。外国の番号は+で始めます。先頭の0が落ちていないかも確かめてください。",
        "Write all digits with the leading 0; numbers abroad begin with +.",
    ),
    IdentifierKind.POSTAL_ADDRESS: Text("番地まで書いてください。", "Write it down to the house number."),
    IdentifierKind.CUSTOMER_NUMBER: Text("英数字の番号にしてください。", "Give a number of letters and digits."),
    IdentifierKind.NAME_AND_BIRTH: Text(
        "「山田花子 1980-01-31」のように、氏名の後に生年月日を書いてください（和暦も可）。",
        "Write the name and then the day of birth, such as “Hana Yamada 1980-01-31”.",
    ),
}
_CARD: Final = Text("カード番号と思われる値は使えません。", "What looks like a payment card number cannot be used.")
_OTHER_KIND: Final = Text("この停止には{kinds}を使います。", "For this stop, use one of: {kinds}.")
_IN_FUTURE: Final = Text("本日までの日にしてください。", "Give a day up to today.")
_TELLS_A_PERSON: Final = Text(
    "本人を表す値（アドレスや番号など）は書かないでください。窓口や書類の名前だけにします。",
    "Write no value that tells a person, such as an address or a number; only the desk or the form.",
)
_MAIL_LIKE: Final = re.compile(r"\S\s*@\s*\S")
_DIGIT_RUN: Final = re.compile(r"[\d\s()+\-‐‑‒–—―−ー]+")
_DIGITS_OF_A_PHONE: Final = 9


def checked_form(identifier: Identifier, channel: StopChannel) -> str:
    """The one form of an identifier that this channel is stopped by; a refusal never repeats it."""
    if identifier.kind not in KINDS_OF_CHANNEL[channel]:
        kinds = [code_word(kind) for kind in KINDS_OF_CHANNEL[channel]]
        expected = _OTHER_KIND.format(kinds=Text("・".join(k.ja for k in kinds), ", ".join(k.en for k in kinds)))
        raise _unusable(identifier.kind, expected)
    if identifier.kind is not IdentifierKind.PHONE_NUMBER:
        for found in find_personal_numbers(unicodedata.normalize("NFKC", identifier.text)):
            if found.kind is PersonalNumberKind.MY_NUMBER:
                raise MyNumberError(field=code_word(identifier.kind))
            raise _unusable(identifier.kind, _CARD)
    form = one_form(identifier)
    if form is None:
        raise _unusable(identifier.kind, _FORMS[identifier.kind])
    return form


def checked_source(source: str) -> str:
    """Where a request came in, without anything that would tell the person."""
    refuse_telling(source, field_words(Stop, "source"))
    return checked_reason(source)


def check_received(received_on: date, today: date) -> None:
    """Refuse a day of request that is to come."""
    check_day("received_on", received_on, today)


def refuse_telling(text: str, field: Text) -> None:
    """Refuse a text that would tell the person.

    Raises:
        InvalidValueError: It holds a number or an address.
    """
    bare = unicodedata.normalize("NFKC", clean(text))
    has_number = any(sum(map(str.isdecimal, run)) >= _DIGITS_OF_A_PHONE for run in _DIGIT_RUN.findall(bare))
    if has_number or _MAIL_LIKE.search(bare):
        raise InvalidValueError(field=field, value=_HIDDEN, expected=_TELLS_A_PERSON)


def check_day(name: str, day: date, today: date) -> None:
    """Refuse a day that is to come."""
    if day > today:
        raise invalid_day(name, day, _IN_FUTURE)


def invalid_day(name: str, day: date, expected: Text) -> InvalidValueError:
    """The refusal of a day of a stop."""
    return InvalidValueError(field=field_words(Stop, name), value=day.isoformat(), expected=expected)


def _unusable(kind: IdentifierKind, expected: Text) -> InvalidValueError:
    return InvalidValueError(field=code_word(kind), value=_HIDDEN, expected=expected)
