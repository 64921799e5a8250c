"""The pages of a vendor in words: templates, texts, days and times, answers as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sakimori.domain.questions.assessment import Answer
from sakimori.domain.questions.pack import AnswerState, AnswerValue, Question, QuestionType
from sakimori.domain.values.days import JST
from sakimori.domain.values.text import JAPANESE, LANGUAGES, Text, table_of
from sakimori.exchange.questionnaires.ours.pack_answers import STATE_WORDS, in_words
from sakimori.services.assessments.check import AnswerInput
from sakimori.web.language import page_language

FOLDER: Final = Path(__file__).parent
HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "same-origin",  # without any, a form would not say where it comes from
    "cache-control": "no-store",
    "x-robots-tag": "noindex",
}
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS: Final = Text("月火水木金土日", "Mon Tue Wed Thu Fri Sat Sun")


@cache
def texts() -> Mapping[str, Text]:
    """Every wording of these pages by its key."""
    return table_of((FOLDER / "texts.txt").read_text(encoding="utf-8"))


@cache
def _templates() -> Environment:
    loader = FileSystemLoader(FOLDER / "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def language_for(request: Request, chosen: str) -> str:
    """What the address asks for, else what was chosen before, else what the browser wants."""
    if request.query_params.get("lang") in LANGUAGES or chosen not in LANGUAGES:
        return page_language(request.scope)
    return chosen


def render(name: str, language: str, **values: Any) -> str:  # noqa: ANN401 - whatever the template shows
    """A template in one language."""

    def say(key: str, **filled: object) -> str:
        words = texts()[key]
        return (words.format(**filled) if filled else words).get(language)

    known = {"language": language, "t": say, "sp": "" if language == JAPANESE else " "}
    return _templates().get_template(f"{name}.html").render(known | values)


def attachment(filename: str) -> dict[str, str]:
    """The head of a file that a browser keeps and does not open."""
    return {"content-disposition": f"attachment; filename*=UTF-8''{quote(filename, safe='')}"}


def html(text: str, status: int = 200) -> Response:
    """A page on its way out, which nobody keeps."""
    return HTMLResponse(text, status_code=status, headers=HEADERS)


def day(on: date, language: str) -> str:
    """2026/11/24（火）, Tue 24 Nov 2026."""
    if language == JAPANESE:
        return f"{on:%Y/%m/%d}（{_WEEKDAYS.ja[on.weekday()]}）"
    return f"{_WEEKDAYS.en.split()[on.weekday()]} {on.day} {_MONTHS[on.month - 1]} {on.year}"


def clock_time(at: datetime) -> str:
    """The time in Japan: 14:32."""
    return f"{at.astimezone(JST):%H:%M}"


def moment(at: datetime, language: str) -> str:
    """Day and time in Japan."""
    return f"{day(at.astimezone(JST).date(), language)} {clock_time(at)}"


def listed(words: Iterable[str], language: str) -> str:
    """Several things in one line."""
    return ("、" if language == JAPANESE else ", ").join(words)


def option_word(question: Question, code: str, language: str) -> str:
    """A choice of a question, or 不明 and the like."""
    choice = question.choice(code)
    return (choice.label if choice is not None else STATE_WORDS[AnswerState(code)]).get(language)


def answer_words(question: Question, answer: Answer | AnswerInput, language: str) -> str:
    """An answer as people read it: with its unit, and days as days."""
    words = in_words(question, AnswerValue(answer.value, answer.state), language)
    if answer.state is not AnswerState.ANSWERED:
        return words
    match question.type:
        case QuestionType.CHOICE | QuestionType.MULTI | QuestionType.COUNTRY_LIST:
            return listed(words.splitlines(), language)
        case QuestionType.NUMBER | QuestionType.DURATION if question.unit is not None:
            return f"{words}{'' if language == JAPANESE else ' '}{question.unit.get(language)}"
        case QuestionType.DATE:
            return day(date.fromisoformat(answer.value[0]), language)
        case _:
            return words
