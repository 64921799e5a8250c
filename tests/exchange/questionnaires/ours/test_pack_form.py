"""The form of a pack: one page that reaches nothing outside, and in which no text is markup."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

import pytest

from kit.packs_out import AT, EVERY, ODD, PACKS, order
from sakimori.domain.questions.pack import Pack
from sakimori.domain.values.text import Text
from sakimori.errors import UnreadableFileError
from sakimori.exchange.questionnaires.ours.pack_matching import signature_of
from sakimori.exchange.questionnaires.ours.pack_out import Form, Order, give
from sakimori.exchange.questionnaires.ours.pack_words import FORM_STEPS, WORDS
from sakimori.exchange.questionnaires.ours.pack_workbook import Letter
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire

BY_PACK = pytest.mark.parametrize("pack", EVERY, ids=lambda pack: pack.id)
HARM = "</script><img src=x onerror=alert(1)>\u2028<!--&amp;{script}"


class Parts(HTMLParser):
    """The elements of a page, with what stands in those that hold no markup."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = dict(attrs).get("id") or dict(attrs).get("class") or tag

    def handle_data(self, data: str) -> None:
        self.texts[self._inside] = self.texts.get(self._inside, "") + data

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    @property
    def content(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.texts["content"])
        return found


def form(pack: Pack, group: str = "full", language: str = "ja", letter: Letter | None = None, **facts: str) -> Parts:
    asked = Order(group, language, AT, letter or Letter(), facts)
    return Parts(give(pack, Form.HTML, asked).decode())


@BY_PACK
def test_the_page_reaches_nothing_and_runs_only_our_script(pack: Pack) -> None:
    page = form(pack)
    policy = next(a["content"] or "" for tag, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    digests = {
        name: base64.b64encode(sha256(page.texts[name].encode()).digest()).decode() for name in ("script", "style")
    }
    assert policy.split("; ") == [
        "default-src 'none'",
        f"script-src 'sha256-{digests['script']}'",
        f"style-src 'sha256-{digests['style']}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert [tag for tag, _ in page.tags] == [
        "html", "head", "meta", "meta", "meta", "meta", "meta", "title", "style",
        "body", "noscript", "p", "div", "p", "script", "script",
    ]  # fmt: skip
    assert not [name for _, attributes in page.tags for name in attributes if name in {"src", "href", "style"}]
    assert not re.search(r"https?://|url\(|@import|innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|fetch\(",
                         (page.texts["script"] + page.texts["style"]).replace('"https://"', ""))  # fmt: skip


@BY_PACK
@pytest.mark.parametrize("group", ["light", "full"])
def test_the_page_holds_all_that_is_asked_in_both_languages(pack: Pack, group: str) -> None:
    content = form(pack, group).content
    asked = pack.asked_in(group)
    assert [one["id"] for one in content["questions"]] == [question.id for question in asked]
    assert [number for section in content["sections"] for number in section["questions"]] == [q.id for q in asked]
    for one, question in zip(content["questions"], asked, strict=True):
        assert one["text"] == [question.text.ja, question.text.en]
        assert [choice["id"] for choice in one["choices"]] == [c.id for c in question.choices if not c.excluded]
        assert (question.id in content["conditions"]) == (question.when is not None)
        shown = "\n".join(text for note in one["notes"] for text in note)
        assert all(text in shown for request in question.evidence for text in (request.text.ja, request.text.en))
    assert content["signature"] == signature_of(pack, group, "ja").line


def test_nothing_of_how_answers_are_judged_leaves() -> None:
    page = give(PACKS["jp-cloud"], Form.HTML, order()).decode()
    gaps = [gap for question in PACKS["jp-cloud"].questions for gap in question.gaps]
    assert gaps
    assert not [gap.action.ja for gap in gaps if gap.action.ja in page]
    assert '"expect"' not in page
    assert '"weight"' not in page


def test_only_facts_that_a_question_asks_about_leave() -> None:
    assert form(ODD, abroad="true", sensitive="true").content["facts"] == {"abroad": "true"}
    assert form(ODD, "light", abroad="true").content["facts"] == {}
    assert form(ODD).content["facts"] == {}


def test_no_text_is_markup() -> None:
    question = ODD.questions[0]
    choices = tuple(replace(choice, label=Text(HARM, HARM)) for choice in question.choices)
    hostile = replace(
        ODD,
        title=Text(HARM, HARM),
        questions=(replace(question, text=Text(HARM, HARM), choices=choices), *ODD.questions[1:]),
    )
    page = form(hostile, letter=Letter(HARM, HARM, date(2026, 12, 1), HARM))
    assert [tag for tag, _ in page.tags] == [tag for tag, _ in form(ODD).tags]
    assert page.texts["title"] == HARM
    assert page.content["letter"]["asker"] == HARM
    assert page.content["questions"][0]["text"] == [HARM, HARM]
    assert "\u2028" not in page.texts["content"]
    assert form(ODD, letter=Letter("\ud800")).content["letter"]["asker"] == "?"


def test_the_same_order_gives_the_same_bytes() -> None:
    assert give(ODD, Form.HTML, order()) == give(ODD, Form.HTML, order())


def test_every_word_is_used_and_every_used_word_is_there() -> None:
    script = form(ODD).texts["script"]
    quoted = set(re.findall(r'"([a-z_]+)"', script))
    assert not [name for name in WORDS if name not in quoted]
    assert set(re.findall(r'(?:say|button)\("([a-z_]+)"', script)) <= WORDS.keys()
    assert all(text.ja.strip() and text.en.strip() for text in (*WORDS.values(), *FORM_STEPS))
    for text in WORDS.values():
        assert set(re.findall(r"\{\w+\}", text.ja)) == set(re.findall(r"\{\w+\}", text.en))


def test_the_page_itself_is_no_answer() -> None:
    data = give(PACKS["jp-cloud"], Form.HTML, order())
    for name in ("form.html", "form", "form.txt"):
        with pytest.raises(UnreadableFileError) as refused:
            read_questionnaire(data, name)
        assert ".json" in refused.value.message("ja")
        assert ".json" in refused.value.message("en")
