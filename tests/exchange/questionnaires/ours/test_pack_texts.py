"""Packs as texts: JSON without loss, tables that open inert, a catalog that our own reader understands."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import fields, is_dataclass, replace
from uuid import UUID

import pytest

from kit.packs_out import EVERY, ODD, PACKS, opened, order
from sakimori.domain.questions.pack import Pack, TextRights
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, UnreadableFileError
from sakimori.exchange.paper.safe_files import needs_neutralising
from sakimori.exchange.questionnaires.forms.oscal import PROFILE as OSCAL
from sakimori.exchange.questionnaires.ours.pack_answers import choice_label
from sakimori.exchange.questionnaires.ours.pack_matching import shareable
from sakimori.exchange.questionnaires.ours.pack_out import Form, Order, give
from sakimori.exchange.questionnaires.ours.pack_tables import pack_json, pack_of_json
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire

BY_PACK = pytest.mark.parametrize("pack", EVERY, ids=lambda pack: pack.id)
TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


@BY_PACK
def test_json_gives_the_same_pack_back(pack: Pack) -> None:
    assert pack_of_json(pack_json(pack)) == pack
    assert pack_of_json("\ufeff" + pack_json(pack)) == pack


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pack": 1}', '{"pack": {}, "digest": "x"}', "[" * 100_000])
def test_what_is_no_pack_is_refused(text: str) -> None:
    with pytest.raises(UnreadableFileError):
        pack_of_json(text)


@BY_PACK
def test_no_cell_of_the_csv_is_a_formula(pack: Pack) -> None:
    for language in ("ja", "en"):
        text = give(pack, Form.CSV, order(language=language)).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert len(rows) == len(pack.asked_in("full")) + 2
        assert not any(needs_neutralising(cell) for row in rows for cell in row)


def test_nothing_in_a_page_is_a_mark() -> None:
    page = give(ODD, Form.MARKDOWN, order()).decode()
    assert "<b>" not in page.replace(r"\<b\>", "")
    assert r"場所\|表" in page
    assert len([line for line in page.splitlines() if line.startswith("## ")]) == 3
    hostile = replace(ODD, title=Text("a\n# b ![x](http://x.example)", "x"))
    head = give(hostile, Form.MARKDOWN, order()).decode().splitlines()[0]
    assert head == r"# a # b !\[x\](http\://x.example)"


@BY_PACK
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_catalog_is_read_by_our_reader_of_catalogs(pack: Pack, language: str) -> None:
    data = give(pack, Form.OSCAL, order(language=language))
    found = read_questionnaire(data, "pack.json")
    assert (found.profile, found.title) == (OSCAL.id, pack.title.get(language))
    asked = pack.asked_in("full")
    by_id = {question.id: question for question in found.questions}
    assert by_id.keys() == {question.id for question in asked}
    for question in asked:
        read = by_id[question.id]
        assert read.text == question.text.get(language)
        assert set(read.controls) == set(question.controls)
        assert read.choices == tuple(choice_label(choice, language) for choice in question.choices)
        assert (question.help.get(language) if question.help else "") in read.guidance
        assert read.sections[-1] == next(s.title.get(language) for s in pack.sections if s.id == question.section)


@BY_PACK
def test_the_catalog_has_the_fields_that_the_format_needs(pack: Pack) -> None:
    catalog = json.loads(give(pack, Form.OSCAL, order()))["catalog"]
    assert UUID(catalog["uuid"]).version == 5
    assert catalog["metadata"].keys() >= {"title", "last-modified", "version", "oscal-version"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", catalog["metadata"]["last-modified"])
    ids: list[str] = []

    def walk(node: object) -> None:
        if isinstance(node, dict):
            ids.extend([node["id"]] if "id" in node else [])
            if "name" in node and "value" in node:
                assert node["value"].strip()
                assert TOKEN.fullmatch(node["name"])
                assert re.fullmatch(r"[a-z]+://\S+", node.get("ns", "x://y"))  # tools take no other kind of URI
            for name, inner in node.items():
                assert inner not in ([], {}, "", None), name
                walk(inner)
        elif isinstance(node, list):
            for inner in node:
                walk(inner)

    walk(catalog)
    assert all(TOKEN.fullmatch(one) for one in ids)
    assert len(ids) == len(set(ids))


def wordings(value: object) -> set[str]:
    """Every wording within something."""
    if isinstance(value, Text):
        return {value.ja, value.en} - {""}
    if isinstance(value, tuple):
        return set().union(*map(wordings, value))
    if is_dataclass(value) and not isinstance(value, type):
        return set().union(*(wordings(getattr(value, one.name)) for one in fields(value)))
    return set()


@pytest.mark.parametrize("rights", [TextRights.IDS_ONLY, TextRights.USER_SUPPLIED])
@pytest.mark.parametrize("form", list(Form))
def test_of_wording_that_is_not_ours_only_ids_leave(rights: TextRights, form: Form) -> None:
    pack = PACKS["jp-processor"]
    theirs = replace(pack, source=replace(pack.source, text_rights=rights))
    ours = wordings(shareable(theirs).facts)
    assert ours == wordings(pack.facts)
    for language in ("ja", "en"):
        data = give(theirs, form, order(language=language))
        text = "\n".join(
            cell
            for sheet in read_sheets(data)
            for cell in sheet
        ) if form is Form.XLSX else data.decode("utf-8-sig")  # fmt: skip
        assert all(question.id in text for question in theirs.asked_in("full"))
        # When a question is to be answered is said by what our records know, which may hold the word of a heading.
        for words in sorted(ours, key=len, reverse=True):
            text = text.replace(words, "")
        secret = {word for q in pack.questions for word in wordings((q.text, q.help, q.topic, q.evidence, q.gaps))}
        secret |= {word for word in wordings(pack.sections) if len(word) > 5}
        assert not [word for word in secret if word in text and len(word) > 5]
    assert wordings((shareable(theirs).questions, shareable(theirs).sections, shareable(theirs).title)) == set()
    assert shareable(pack) is pack


def read_sheets(data: bytes) -> list[list[str]]:
    return [[str(cell.value) for row in sheet for cell in row if cell.value] for sheet in opened(data).worksheets]


def test_a_depth_that_the_pack_does_not_have_is_refused() -> None:
    with pytest.raises(InvalidValueError) as refused:
        give(ODD, Form.CSV, order("deep"))
    assert "light, full" in refused.value.message("en")
    empty = replace(ODD, questions=tuple(replace(q, groups=("full",)) for q in ODD.questions))
    with pytest.raises(InvalidValueError):
        give(empty, Form.XLSX, Order("light", "ja", order().at))
