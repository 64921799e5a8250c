"""Letters about requests of persons: the reply to whoever asked, and what a recipient of the data is asked to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from sakimori.domain.records.passed_on import PassedOnAbout
from sakimori.domain.records.person_requests import RefusalGround, ReplyWay, RequestKind, RequestResult
from sakimori.domain.values.text import Text, table_of
from sakimori.exchange.paper.letters import Letter
from sakimori.exchange.paper.person_sheets import FoundIn, RecordShown, sheet_of_data, sheet_of_records
from sakimori.exchange.registers.words import code_word

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DISCLOSING: Final = frozenset({RequestKind.DISCLOSURE, RequestKind.RECORDS})
_ON_PAPER: Final = {RequestKind.PURPOSE: "ask.purpose"}


@dataclass(frozen=True, slots=True)
class ReplyFacts:
    """What a reply is made of; `purposes` are what we use the data for, `address` and `reach` where we are found.

    The data went to `recipients` companies in `passed_on` provisions; `told` companies were asked to follow so far.
    """

    number: str
    kind: RequestKind
    article: Text
    received_on: date
    result: RequestResult
    dated_on: date
    company: str
    reach: str = ""
    address: str = ""
    name: str = ""
    way: ReplyWay | None = None
    grounds: tuple[tuple[RefusalGround, Text], ...] = ()
    sets: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    records: int = 0
    found: tuple[FoundIn, ...] = ()
    shown: tuple[RecordShown, ...] = ()
    passed_on: int = 0
    recipients: int = 0
    told: int = 0
    fee_yen: int | None = None


@dataclass(frozen=True, slots=True)
class RecipientFacts:
    """What a recipient is told; without a customer number the person is told apart."""

    number: str
    about: PassedOnAbout
    party: str
    flows: tuple[Text, ...]
    due_on: date
    dated_on: date
    company: str
    customer_number: str = ""
    reach: str = ""
    address: str = ""


def reply_letter(facts: ReplyFacts, language: str) -> Letter:
    """The reply to a person."""

    def words(key: str, **more: object) -> str:
        return _texts()[key].format(**(_of_reply(facts) | more)).get(language)

    lines = [words("name"), "", words("number"), "", words("received"), "", *_result(facts, words), ""]
    if facts.passed_on and facts.result.does_something and facts.kind.changes_data:
        key = "told" if facts.told == facts.recipients else "partly" if facts.told else "untold"
        lines += [words(f"passed_on.{key}", whom=_whom(facts), told=facts.told), ""]
    if facts.fee_yen:
        lines += [words("fee"), ""]
    lines += [words("contact"), *_signed(facts.company, facts.address, facts.reach, language), *_enclosed(facts, words)]
    return Letter(language, words("subject"), _day(facts.dated_on).get(language), tuple(lines))


def _enclosed(facts: ReplyFacts, words: Callable[..., str]) -> Iterator[str]:
    """What goes with a disclosure that is granted, wholly or in part."""
    if not facts.result.does_something or facts.kind not in _DISCLOSING:
        return
    sheet = (
        sheet_of_records(facts.shown, words, _day)
        if facts.kind is RequestKind.RECORDS
        else sheet_of_data(facts.found, words)
    )
    yield from ("", words(f"sheet.title.{facts.kind.value}", number=facts.number), "")
    if facts.result is RequestResult.PARTLY:
        yield from (words("sheet.without"), "")
    yield from sheet


def recipient_letter(facts: RecipientFacts, language: str) -> Letter:
    """What a recipient is asked."""
    filled = {
        "number": facts.number, "party": facts.party, "flows": _quoted(facts.flows), "due": _day(facts.due_on),
        "customer_number": facts.customer_number,
    }  # fmt: skip

    def words(key: str) -> str:
        return _texts()[f"recipient.{key}"].format(**filled).get(language)

    lines = [words("to"), "", words(facts.about.value), ""]
    if facts.about is not PassedOnAbout.RECALL:
        lines += [words("person" if facts.customer_number else "person_apart"), ""]
    lines += [words("onward"), words("answer_search" if facts.about is PassedOnAbout.SEARCH else "answer"), ""]
    lines += _signed(facts.company, facts.address, facts.reach, language)
    return Letter(language, words(f"subject.{facts.about.value}"), _day(facts.dated_on).get(language), tuple(lines))


def _of_reply(facts: ReplyFacts) -> dict[str, object]:
    return {
        "number": facts.number,
        "kind": code_word(facts.kind),
        "ask": _texts()[_ON_PAPER.get(facts.kind, "ask")],
        "article": Text(facts.article.ja.removeprefix("法"), facts.article.en.removeprefix("APPI ")),
        "received": _day(facts.received_on),
        "name": facts.name or _texts()["nobody"],
        "way": code_word(facts.way) if facts.way else _texts()["way.none"],
        "sets": Text("、".join(facts.sets), ", ".join(facts.sets)) if facts.sets else _texts()["no_sets"],
        "fee": f"{facts.fee_yen:,}" if facts.fee_yen else "",
    }


def _whom(facts: ReplyFacts) -> Text:
    """How many companies hold the data, and in how many provisions where those are more."""
    key = "whom" if facts.passed_on == facts.recipients else "whom.flows"
    return _texts()[key].format(companies=facts.recipients, count=facts.passed_on)


def _quoted(names: Sequence[Text]) -> Text:
    quoted = [_texts()["quoted"].format(name=name) for name in names]
    return Text("".join(one.ja for one in quoted), ", ".join(one.en for one in quoted))


def _signed(company: str, address: str, reach: str, language: str) -> Iterator[str]:
    """Who writes, and where answers go."""
    yield company or _texts()["us"].get(language)
    if address:
        yield address
    desk = Text(f"（{reach}）", f" ({reach})") if reach else Text("", "")
    yield _texts()["company.desk"].format(reach=desk).get(language)


def _result(facts: ReplyFacts, words: Callable[..., str]) -> Iterator[str]:
    """What was done or not, with the purposes or the grounds below it."""
    result = facts.result
    if result is RequestResult.WITHDRAWN:
        yield words("withdrawn")
    elif result is RequestResult.NOT_HELD:
        yield words("records.not_held" if facts.kind is RequestKind.RECORDS else "not_held")
    else:
        yield words(f"{facts.kind.value}.{result.value}", count=facts.records)
    if facts.kind is RequestKind.PURPOSE and result.does_something:
        yield from (words("purpose_line", purpose=purpose) for purpose in facts.purposes)
    if result.needs_ground:
        for ground, article in facts.grounds:
            place = Text(article.ja.removeprefix("法"), article.en.removeprefix("APPI Art. "))
            yield words("ground", ground=code_word(ground), article=place)


def _day(on: date) -> Text:
    return Text(f"{on.year}年{on.month}月{on.day}日", f"{on.day} {_MONTHS[on.month - 1]} {on.year}")


@cache
def _texts() -> dict[str, Text]:
    return table_of(Path(__file__).with_name("person_letters.txt").read_text(encoding="utf-8"))
