"""The made-up third parties, a line of `data/demo_third_parties.csv` each, and what they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from sakimori.demo.words import IN_JAPANESE, DemoWords
from sakimori.domain.codes import Criticality, DataCategory, KindOfBody, Role, Severity
from sakimori.domain.questions.evaluation import Visibility, failing_gap, visibility
from sakimori.domain.questions.pack import AnswerState, AnswerValue, Facts, Pack, Question, QuestionType
from sakimori.domain.records.third_party import Foreign, ThirdParty
from sakimori.domain.values.numbers import is_corporate_number
from sakimori.rules.facts.assessments import PACK_OF_ROLE, PROCESSOR_PACK

COMPANY = "みなと青葉商事株式会社"

_ADDRESSES = {
    "JP": "東京都架空区一丁目{n}番{n}号",
    "US": "{n} Fictional Avenue, Springfield",
    "KR": "ソウル特別市架空区{n}",
}
_FAMILY_NAMES = [
    "青木",
    "石田",
    "上野",
    "江口",
    "大西",
    "片山",
    "木下",
    "久保",
    "小松",
    "坂本",
    "白井",
    "杉山",
    "千葉",
    "土屋",
    "中川",
    "西田",
    "野村",
    "原田",
    "平野",
    "福田",
]
_ANSWERS = {"yes": True, "no": False}

_BASE_NUMBER = 999_900_000_000
"""No 法人番号 is given out in this range, so no real company is meant."""


@dataclass(frozen=True, slots=True)
class DemoParty:
    """One third party of the demo: its record as it should become, and the story that leads there."""

    key: str
    party: ThirdParty
    parent: str
    service: str
    alias: str
    story: str
    argument: str

    def rng(self, what: str) -> Random:
        """Chance for one matter of this third party: others that come and go leave it as it is."""
        return Random(f"{self.key} {what}")  # noqa: S311 - no secret


def read_cast(words: DemoWords = IN_JAPANESE) -> tuple[DemoParty, ...]:
    """The whole cast, in the order of the file."""
    return tuple(_part(number, row, words) for number, row in enumerate(words.cast(), start=1))


def _part(number: int, row: dict[str, str], words: DemoWords) -> DemoParty:
    is_known = row["story"] not in {"unknown", "half_known", "duplicate"}
    country = row["country"] or None
    party = ThirdParty(
        id="",
        legal_name=row["legal_name"],
        kana=row["kana"],
        english_name=row["english_name"],
        roles=frozenset(Role(code) for code in row["roles"].split()),
        country=country,
        kind_of_body=KindOfBody(row["kind"]) if row["kind"] else None,
        corporate_number=corporate_number(number) if country == "JP" and is_known else None,
        address=words(_ADDRESSES.get(country or "", "{n} Example Street")).format(n=number) if is_known else None,
        representative=_representative(number, words) if is_known else None,
        business_in_japan=_ANSWERS.get(row["in_japan"]),
        order_history=(row["story"] == "order_history") if is_known else None,
        order_note="" if row["story"] != "order_history" else words("2024年に勧告。改善の報告を確認中。"),
        owner_id=row["owner"] or None,
        data_categories=_categories(row["categories"]) if row["categories"] else None,
        person_count=int(row["persons"]) if row["persons"] else None,
        special_care=_ANSWERS.get(row["special"]),
        foreign=Foreign(row["foreign"]) if row["foreign"] else None,
        criticality=Criticality(row["criticality"]) if row["criticality"] else None,
        sub_processors_complete_by=words("情報管理部の回答書") if is_known else "",
    )
    return DemoParty(row["key"], party, row["parent"], row["service"], row["alias"], row["story"], row["days"])


def _representative(number: int, words: DemoWords) -> str:
    return words("{name} 一郎").format(name=words(_FAMILY_NAMES[number % len(_FAMILY_NAMES)]))


def _categories(codes: str) -> frozenset[DataCategory]:
    return frozenset(DataCategory(code) for code in codes.split())


def pack_of(part: DemoParty) -> str:
    """The pack that the demo sends to a third party: that of its first role."""
    return next((PACK_OF_ROLE[r] for r in Role if r in part.party.roles and r in PACK_OF_ROLE), PROCESSOR_PACK)


def corporate_number(number: int) -> str:
    """A 法人番号 with a right check digit in a range that nobody has."""
    base = str(_BASE_NUMBER + number)
    return next(f"{check}{base}" for check in range(1, 10) if is_corporate_number(f"{check}{base}"))


_TEXTS = {
    QuestionType.TEXT: "総務部で定めた手順書のとおりに行っています。",
    QuestionType.URL: "https://www.example.jp/terms",
    QuestionType.DATE: "2026-04-01",
    QuestionType.FILE: "",
}
_PARTLY = "一部の拠点でまだ実施していません。"
_NOT_APPLICABLE = "この業務では行っていません。"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a vendor falls short: how many answers are partly, no or unknown, and whether a critical one fails."""

    partly: int = 0
    no: int = 0
    unknown: int = 0
    critical: int = 0
    country: str = "JP"
    words: DemoWords = IN_JAPANESE


def made_up_answers(pack: Pack, group: str, facts: Facts, manner: Manner, rng: Random) -> dict[str, AnswerValue]:
    """Answers to every question that is asked, in the order of the pack."""
    answers: dict[str, AnswerValue] = {}
    weak = _weak_questions(pack, group, manner, rng)
    for question in pack.asked_in(group):
        if visibility(pack, question, answers, facts) is Visibility.VISIBLE:
            answers[question.id] = weak.get(question.id) or _good(question, manner, rng)
    return answers


def _weak_questions(pack: Pack, group: str, manner: Manner, rng: Random) -> Mapping[str, AnswerValue]:
    asked = [q for q in pack.asked_in(group) if q.when is None and q.expect and q.type is QuestionType.CHOICE]
    plain = [q for q in asked if not q.critical]
    rng.shuffle(plain)
    weak: dict[str, AnswerValue] = {}
    for question in [q for q in asked if q.critical and _fails_high(q)][: manner.critical]:
        weak[question.id] = AnswerValue(value=(_no(question),))
    for question in plain:
        if question.id in weak:
            continue
        if manner.partly > _count(weak, "partly") and question.choice("partly"):
            weak[question.id] = AnswerValue(value=("partly",), reason=manner.words(_PARTLY))
        elif manner.no > _count(weak, "no") and _mild(question):
            weak[question.id] = AnswerValue(value=("no",))
        elif manner.unknown > _count(weak, AnswerState.UNKNOWN):
            weak[question.id] = AnswerValue(state=AnswerState.UNKNOWN)
    return weak


def _count(weak: Mapping[str, AnswerValue], answer: str) -> int:
    return sum(value.ids == (answer,) for value in weak.values())


def _no(question: Question) -> str:
    """The choice that is not expected."""
    return next((c.id for c in reversed(question.choices) if not c.excluded and c.id not in question.expect), "no")


def _fails_high(question: Question) -> bool:
    """Whether falling short is grave, but can be mended while the work goes on."""
    raised = failing_gap(question, AnswerValue(value=(_no(question),)))
    return raised is not None and raised.severity is Severity.HIGH


def _mild(question: Question) -> bool:
    """Whether a plain no is a gap, but none that stops the relation."""
    raised = failing_gap(question, AnswerValue(value=("no",)))
    return "no" not in question.expect and raised is not None and raised.severity is not Severity.BLOCK


def _good(question: Question, manner: Manner, rng: Random) -> AnswerValue:
    match question.type:
        case QuestionType.CHOICE:
            if question.choice("na") and not question.critical and rng.random() < 0.02:
                return AnswerValue(state=AnswerState.NA, reason=manner.words(_NOT_APPLICABLE))
            return AnswerValue(value=(question.expect[0] if question.expect else _neutral(question),))
        case QuestionType.MULTI:
            return AnswerValue(value=question.expect or tuple(c.id for c in question.choices[:2]))
        case QuestionType.NUMBER | QuestionType.DURATION:
            return AnswerValue(value=(_number(question),))
        case QuestionType.COUNTRY_LIST:
            return AnswerValue(value=(manner.country,))
        case _:
            return AnswerValue(value=(manner.words(_TEXTS[question.type]),))


def _neutral(question: Question) -> str:
    """The answer to a question of fact; the last choice that is a real one."""
    return [c.id for c in question.choices if not c.excluded][-1]


def _number(question: Question) -> str:
    if question.bound is None:
        return "12"
    limit = question.bound.maximum if question.bound.maximum is not None else question.bound.minimum
    return str(int(limit)) if limit is not None else "12"
