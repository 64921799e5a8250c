"""The information for a consent to provision abroad (法28条2項, 規則17条2項), drafted from facts that were read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sakimori.domain.policy import Policy
from sakimori.domain.records.country import (
    INDICATORS,
    PRINCIPLE_NAMES,
    CountryProfile,
    CountryReading,
    Point,
    Principle,
)
from sakimori.domain.values.blank import is_given
from sakimori.domain.values.text import Text, cited

_TITLE: Final = cited(
    "外国にある第三者への提供に関する情報（個人情報保護{law:act-28-2}・同法施行{law:rules-17-2}）",
    "Information on the provision to a third party abroad ({law:act-28-2}, {law:rules-17-2})",
)
_COUNTRY: Final = Text("1. 提供先のある外国の名称", "1. Name of the foreign country")
_REGIME: Final = Text(
    "2. その国の個人情報保護の制度（{day}に確認）",
    "2. The regime of that country on personal information (as read on {day})",
)
_GENERAL: Final = Text("個人情報保護の一般的な法律", "General law on personal information")
_LAW: Final = {
    True: Text("あります。{words}", "There is one: {words}"),
    False: Text("ありません。{words}", "There is none: {words}"),
}
_INDICATOR: Final = Text("保護の水準の目安", "Indicators of the level of protection")
_INDICATORS: Final = {
    Point.EU_ADEQUACY: Text("EUの十分性認定を受けています", "it has an adequacy decision of the EU"),
    Point.CBPR_ECONOMY: Text("CBPR（越境プライバシールール）に参加しています", "it takes part in the CBPR system"),
}
_NO_INDICATOR: Final = Text(
    "EUの十分性認定もCBPRへの参加もありません",
    "it has no adequacy decision of the EU and takes no part in the CBPR system",
)
_OECD: Final = Text("OECDプライバシー8原則との差", "Compared with the eight OECD privacy principles")
_SERIOUS: Final = {
    Point.GOVERNMENT_ACCESS: (
        Text("政府が広く情報を求める制度", "Broad duties to give information to the government"),
        Text(
            "本人の権利利益に重大な影響を及ぼすおそれのあるものは確認していません",
            "none was found that may have a serious effect on the rights and interests of persons",
        ),
    ),
    Point.LOCALISATION: (
        Text("国内で保存する義務", "Duties to keep data in the country"),
        Text(
            "消去などの求めに応じられなくなるおそれのあるものは確認していません",
            "none was found that may stand in the way of a request such as one for erasure",
        ),
    ),
}
_MEASURES: Final = Text("3. 提供先が講じる措置", "3. Measures of the recipient")
_ALL_TAKEN: Final = Text(
    "OECDプライバシー8原則に対応する措置をすべて講じています。",
    "It takes measures for each of the eight OECD privacy principles.",
)
_SOME_NOT: Final = Text(
    "OECDプライバシー8原則のうち、次の原則に対応する措置を講じていません：{principles}。ほかの原則の措置は講じています。",
    "Of the eight OECD privacy principles it takes no measures for: {principles}. For the others it does.",
)
_NOT_KNOWN: Final = Text(
    "次の理由により、措置の情報をお示しできません：{reason}", "They cannot be told, for this reason: {reason}"
)


@dataclass(frozen=True, slots=True)
class RecipientFacts:
    """What is known of the recipient: whether it is a public body, and for which principles it takes no measures.

    `lacking` None means that its measures are not known; then `why_unknown` is told in its place (規則17条4項).
    """

    is_public_body: bool | None = None
    lacking: frozenset[Principle] | None = None
    why_unknown: str = ""


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that a draft needs and nobody has recorded: the field, and whether the answer or its words lack."""

    field: str
    kind: Text


@dataclass(frozen=True, slots=True)
class Draft:
    """The text that persons may be shown once somebody has read it; empty while anything lacks."""

    text: str
    lacks: tuple[Lack, ...]


NO_ANSWER: Final = Text(
    "答えがないか、読んで確かめた事実がないか、その期限が過ぎた",
    "no answer, or nothing that was read supports it, or its day has passed",
)
NO_WORDS: Final = Text("読んで確かめた事実に、この言語の文がない", "no words in this language of what was read")
TOO_OLD: Final = Text("国別情報がないか、古い", "no profile, or one out of date")
NOT_ASKED: Final = Text("提供先について分かっていない", "not known of the recipient")


def draft_information(
    profile: CountryProfile, name: Text, recipient: RecipientFacts, *, language: str, on: date, policy: Policy
) -> Draft:
    """The information in one language from facts that were read and may be believed on the day, or what lacks for it.

    An indicator stands in for the comparison with the OECD principles alone, and only where the recipient is private
    (GL-F 5); systems that may have a serious effect are told always.
    """
    reading = profile.reading(on, policy.country_profile_months)
    lacks = tuple(_lacks(reading, recipient, language, on, policy))
    if lacks:
        return Draft("", lacks)
    lines = [
        _TITLE, Text("", ""), _COUNTRY, name, Text("", ""), _REGIME.format(day=_read_on(reading).isoformat()),
        *_regime(reading, recipient), Text("", ""), _MEASURES, _measures(recipient),
    ]  # fmt: skip
    return Draft("\n".join(line.get(language) for line in lines) + "\n", ())


def _read_on(reading: CountryReading) -> date:
    """The day up to which the text holds: that of the oldest fact, or of a later reading that found nothing new."""
    return max(reading.profile.checked_on, min(fact.read_on for fact in reading.facts if fact.read_on))


def _lacks(
    reading: CountryReading, recipient: RecipientFacts, language: str, on: date, policy: Policy
) -> Iterator[Lack]:
    profile = reading.profile
    if not profile.checked_on <= on < profile.stale_from(policy.country_profile_months):
        yield Lack("checked_on", TOO_OLD)
    for point in (Point.GENERAL_LAW, *_without_indicator(reading), *_compared(reading, recipient), *_SERIOUS):
        if reading.known(point) is None:
            yield Lack(point.value, NO_ANSWER)
        elif _needs_words(reading, point) and not reading.told(point).get(language):
            yield Lack(point.value, NO_WORDS)
    if recipient.is_public_body is None:
        yield Lack("is_public_body", NOT_ASKED)
    if recipient.lacking is None and not is_given(recipient.why_unknown):
        yield Lack("lacking", NOT_ASKED)


def _without_indicator(reading: CountryReading) -> tuple[Point, ...]:
    """That there is none must be known of each; one that is there is enough."""
    return () if reading.indicators else INDICATORS


def _compared(reading: CountryReading, recipient: RecipientFacts) -> tuple[Point, ...]:
    is_left_out = bool(reading.indicators) and recipient.is_public_body is False
    return () if is_left_out else (Point.MISSING_OECD,)


def _needs_words(reading: CountryReading, point: Point) -> bool:
    return point in {Point.GENERAL_LAW, Point.MISSING_OECD} or (point in _SERIOUS and bool(reading.known(point)))


def _regime(reading: CountryReading, recipient: RecipientFacts) -> Iterator[Text]:
    law = _LAW[bool(reading.known(Point.GENERAL_LAW))]
    yield _line(_GENERAL, law.format(words=reading.told(Point.GENERAL_LAW)))
    found = [_INDICATORS[point] for point in reading.indicators] or [_NO_INDICATOR]
    yield _line(_INDICATOR, _joined(found))
    for point in _compared(reading, recipient):
        yield _line(_OECD, reading.told(point))
    for point, (title, none) in _SERIOUS.items():
        yield _line(title, reading.told(point) if reading.known(point) else none)


def _measures(recipient: RecipientFacts) -> Text:
    if recipient.lacking is None:
        return _NOT_KNOWN.format(reason=recipient.why_unknown.strip())
    if not recipient.lacking:
        return _ALL_TAKEN
    names = [PRINCIPLE_NAMES[principle] for principle in Principle if principle in recipient.lacking]
    return _SOME_NOT.format(principles=_joined(names))


def _joined(words: list[Text]) -> Text:
    return Text("、".join(one.ja for one in words), ", ".join(one.en for one in words))


def _line(title: Text, words: Text) -> Text:
    return Text(f"・{title.ja}：{words.ja.rstrip('。')}。", f"- {title.en}: {words.en.rstrip('.')}.")
