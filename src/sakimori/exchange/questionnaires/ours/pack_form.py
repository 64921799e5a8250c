"""A pack as one page that works without a network: answered in a browser, saved as a file, read by `pack_saved`."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from html import escape
from importlib import resources
from itertools import groupby
from typing import Any, Final

import pycountry

from sakimori.domain.questions.condition import AllOf, AnswerIn, AnyOf, Condition, FactIn, Not, leaves
from sakimori.domain.questions.pack import AnswerState, Facts, Pack, Question, QuestionType
from sakimori.domain.values.text import NO_TEXT, Text
from sakimori.errors import UnreadableFileError
from sakimori.exchange.lists.container import refuse
from sakimori.exchange.paper.safe_files import encodable
from sakimori.exchange.questionnaires.ours.pack_answers import OPEN_STATES, STATE_WORDS, choice_label
from sakimori.exchange.questionnaires.ours.pack_matching import signature_of
from sakimori.exchange.questionnaires.ours.pack_tables import EVIDENCE, HOW, JOINT, condition_words, section_path
from sakimori.exchange.questionnaires.ours.pack_words import FORM_STEPS, NO_SCRIPT, WORDS
from sakimori.exchange.questionnaires.ours.pack_workbook import Letter
from sakimori.exchange.questionnaires.ours.signs import FORMAT
from sakimori.exchange.reference import country_name

MARK: Final = '<meta name="generator" content="sakimori-form/1">'
_SCRIPTS: Final = ("pack_form_logic.js", "pack_form_fields.js", "pack_form_page.js")
_PLACE: Final = re.compile(r"\{(\w+)\}")
_TOLD: Final = frozenset({QuestionType.URL, QuestionType.TABLE, QuestionType.FILE})
"""Types whose field does not show by itself what belongs there."""
_HARMFUL: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
"""What could end the element that holds the content, or a line of it."""


def pack_form(pack: Pack, group: str, language: str, *, letter: Letter, facts: Facts) -> bytes:
    """The questions of a group as a page; the same content gives the same bytes."""
    signature = signature_of(pack, group, language).line
    content = _content(pack, group, language, letter, facts)
    script = '(() => {\n"use strict";\n' + "\n".join(map(_part, _SCRIPTS)) + "})();\n"
    style = _part("pack_form.css")
    parts = {
        "language": language,
        "policy": _policy(script, style),
        "title": escape(pack.title.get(language) or pack.id),
        "style": style,
        "noscript": escape(f"{NO_SCRIPT.ja} {NO_SCRIPT.en}"),
        "signature": escape(signature),
        "content": json.dumps(content, ensure_ascii=False, separators=(",", ":")).translate(_HARMFUL),
        "script": script,
    }
    return encodable(_PLACE.sub(lambda found: parts[found.group(1)], _part("pack_form.html"))).encode()


def is_form(text: str) -> bool:
    """Whether a text is such a page, also as a browser saved it."""
    return MARK in text[:4000]


def refuse_form() -> UnreadableFileError:
    """Why the page itself is not read: answers are in the file that it saves."""
    return refuse(
        "回答用のページそのもので、回答は入っていません。ページの「回答を保存」でできた .json を受け取ってください。",
        "It is the form itself, which holds no answers. Ask for the .json that its button “Save answers” makes.",
    )


def _part(name: str) -> str:
    return resources.files("sakimori.exchange.questionnaires.ours").joinpath("page", name).read_text(encoding="utf-8")


def _policy(script: str, style: str) -> str:
    """Nothing but our own script and style, known by their digests, and nothing from or to anywhere."""
    sources = (
        f"{kind}-src 'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"
        for kind, text in (("script", script), ("style", style))
    )
    return f"default-src 'none'; {'; '.join(sources)}; base-uri 'none'; form-action 'none'"


def _content(pack: Pack, group: str, language: str, letter: Letter, facts: Facts) -> dict[str, Any]:
    """All that the page needs to know; nothing of weights, expectations or gaps."""
    asked = pack.asked_in(group)
    conditions = _conditions(pack, asked)
    needed = {leaf.fact for one in conditions.values() for leaf in leaves(one) if isinstance(leaf, FactIn)}
    has_countries = any(question.type is QuestionType.COUNTRY_LIST for question in asked)
    return {
        "format": FORMAT,
        "signature": signature_of(pack, group, language).line,
        "language": language,
        "filename": f"sakimori-answers_{pack.id}_{pack.version}.json",
        "title": _both(Text(pack.title.ja or pack.id, pack.title.en or pack.id)),
        "version": f"{pack.id}@{pack.version}",
        "depth": _both(next(one.title for one in pack.groups if one.id == group)),
        "source": " · ".join(filter(None, (pack.source.url, pack.source.licence))),
        "letter": {
            "asker": letter.asker,
            "about": letter.about,
            "due": letter.due.isoformat() if letter.due else "",
            "send_to": letter.send_to,
        },
        "sections": list(_sections(pack, asked)),
        "questions": [_question(pack, question) for question in asked],
        "conditions": {number: _condition(one) for number, one in conditions.items()},
        "facts": {fact: facts[fact] for fact in sorted(needed) if facts.get(fact) is not None},
        "states": {state.value: _both(word) for state, word in STATE_WORDS.items()},
        "countries": _countries() if has_countries else [],
        "words": {name: _both(word) for name, word in WORDS.items()},
        "steps": [_both(step) for step in FORM_STEPS],
    }


def _both(text: Text) -> list[str]:
    return [text.ja, text.en]


def _sections(pack: Pack, asked: tuple[Question, ...]) -> Iterator[dict[str, Any]]:
    """The questions in order, under the titles around them."""

    def path(question: Question) -> tuple[Text, ...]:
        return tuple(map(Text, section_path(pack, question, "ja"), section_path(pack, question, "en")))

    for titles, questions in groupby(asked, path):
        yield {"path": [_both(title) for title in titles], "questions": [question.id for question in questions]}


def _question(pack: Pack, question: Question) -> dict[str, Any]:
    own = next((choice for choice in question.choices if choice.excluded), None)
    takes_na = own is not None or not question.choices
    notes = (question.help or NO_TEXT, HOW[question.type] if question.type in _TOLD else NO_TEXT, _evidence(question))
    return {
        "id": question.id,
        "text": _both(question.text),
        "type": question.type.value,
        "required": question.required,
        "notes": [_both(note) for note in notes if note != NO_TEXT],
        "unit": _both(question.unit) if question.unit else None,
        "choices": [
            {"id": one.id, "label": [choice_label(one, "ja"), choice_label(one, "en")], "reason": one.reason_required}
            for one in question.choices
            if not one.excluded
        ],
        "states": [state.value for state in ((AnswerState.NA, *OPEN_STATES) if takes_na else OPEN_STATES)],
        "na": [choice_label(own, "ja"), choice_label(own, "en")] if own else None,
        "evidence": [{"if": list(request.required_if)} for request in question.evidence],
        "when": [condition_words(pack, question.when, one) for one in ("ja", "en")] if question.when else None,
    }


def _evidence(question: Question) -> Text:
    texts = [request.text for request in question.evidence if request.text != NO_TEXT]
    joined = Text(*(JOINT.get(one).join(text.get(one) for text in texts) for one in ("ja", "en")))
    return EVIDENCE.format(texts=joined) if texts else NO_TEXT


def _conditions(pack: Pack, asked: tuple[Question, ...]) -> Mapping[str, Condition]:
    """The conditions of what is asked, and of all that these look at, asked or not."""
    found: dict[str, Condition] = {}
    ahead = [question.id for question in asked]
    while ahead:
        number = ahead.pop()
        condition = pack.question(number).when
        if condition is not None and number not in found:
            found[number] = condition
            ahead += [leaf.question for leaf in leaves(condition) if isinstance(leaf, AnswerIn)]
    return found


def _condition(condition: Condition) -> list[Any]:
    match condition:
        case AllOf(parts):
            return ["all", list(map(_condition, parts))]
        case AnyOf(parts):
            return ["any", list(map(_condition, parts))]
        case Not(part):
            return ["not", _condition(part)]
        case AnswerIn(question, ids):
            return ["answer", question, list(ids)]
        case FactIn(fact, values):
            return ["fact", fact, list(values)]


def _countries() -> list[list[str]]:
    return [[country.alpha_2, *_both(country_name(country.alpha_2))] for country in pycountry.countries]
