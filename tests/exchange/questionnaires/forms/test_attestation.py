"""Pages of Microsoft's publisher attestation: Japanese, English, and both at once."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from sakimori.exchange.questionnaires.reading.normal import NOTHING_SAID, Meanings
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Normal, ReadQuestionnaire, RowClass

JAPANESE = """---
title: "&#26666;甲 のアプリケーション情報"
ms.service: attestation
---
# <a name="kou"></a>甲アプリ

::: zone pivot="data"

### <a name="x"></a>データの扱い

| **Information** | **応答** |
|:---|:---|
| データを処理しますか? | 必要 |
| 地理的にどこに保存されますか? | 米国 オブ アメリカ |
| 名前 | &#26666;&#24335;&#20250;&#31038;甲 |
| 分けた \\| 値 | いいえ |
| まだの問い |  |

>|   **Graph のアクセス許可**  | **アクセス許可の種類** | **妥当性** | **Azure AD アプリ ID** |
>|:---|:---|:---|:---|
>| Mail.Read | 委任 | 読むため | 1 |
>| Mail.Read | 委任 | 送るため | 1 |

>このアプリには追加のAPIはありません。

::: zone-end

::: zone pivot="compliance"

| **Control** | **Microsoft 365 認定結果** |
|:---|:---|
| 暗号化 | 合格 |
"""
BILINGUAL = """::: zone pivot="general"

| <span>**情報**</span><span class="sxs-lookup"><span>**Information**</span></span> | **x** |
|:--|:--|
| <span>保存しますか</span><span class="sxs-lookup"><span>Do you store?</span></span> | \
<span>必要</span><span class="sxs-lookup"><span>Yes</span></span> |
| <span>渡しますか</span><span class="sxs-lookup"><span>Do you share?</span></span> | \
<span>なし</span><span class="sxs-lookup"><span>No</span></span> |
"""
ENGLISH = """::: zone pivot="security"

| **Information** | **Response** |
|:--|:--|
| Do you test? | Yes |
| Where is this data geographically stored? | Netherlands (the) |
| Is it so? | false |
"""


def read(text: str, meanings: Meanings = NOTHING_SAID) -> ReadQuestionnaire:
    reading = read_questionnaire(text.encode(), "app.md", meanings=meanings)
    assert reading.profile == "ms365-attestation"
    return reading


def test_rows_are_questions_by_zone_and_heading_and_names_are_no_entities() -> None:
    reading = read(JAPANESE)
    assert reading.title == "株甲 のアプリケーション情報"
    assert [(q.text, q.raw, q.normal) for q in reading.questions] == [
        ("データを処理しますか?", "必要", Normal.AMBIGUOUS),
        ("地理的にどこに保存されますか?", "米国 オブ アメリカ", Normal.TEXT),
        ("名前", "株式会社甲", Normal.TEXT),
        ("分けた | 値", "いいえ", Normal.NO),
        ("まだの問い", "", Normal.BLANK),
    ]
    assert {q.sections for q in reading.questions} == {("data", "データの扱い")}
    assert str(reading.questions[0].address) == "13"


def test_what_the_app_reads_and_where_it_stores_is_kept_beside_the_answers() -> None:
    reading = read(JAPANESE)
    assert reading.questions[1].more["about"] == "storage_country"
    assert reading.questions[1].more["country"] == "US"
    assert reading.questions[-1].more["permission:Mail.Read / 委任"] == "読むため | 1\n送るため | 1"
    assert reading.by_class[RowClass.SUB_ROW] == 2


def test_a_result_that_microsoft_found_is_no_answer_and_every_block_is_in_one_class() -> None:
    reading = read(JAPANESE)
    result = next(row for row in reading.rows if row.why and "Microsoft" in row.why.en)
    assert result.row_class is RowClass.NOTE
    assert len({row.at for row in reading.rows}) == len(reading.rows) == sum(reading.by_class.values())


def test_a_token_that_is_ambiguous_means_what_a_person_says() -> None:
    reading = read(JAPANESE, Meanings(said={"必要": Normal.YES}))
    assert reading.ambiguous == {}
    assert reading.totals[Normal.YES] == 1


def test_where_the_english_stands_beside_it_nothing_is_ambiguous() -> None:
    reading = read(BILINGUAL)
    assert [(q.raw, q.normal, q.more["question_en"]) for q in reading.questions] == [
        ("必要", Normal.YES, "Do you store?"),
        ("なし", Normal.NO, "Do you share?"),
    ]
    told = read(BILINGUAL, Meanings(said={"なし": Normal.NA}))
    assert told.questions[1].normal is Normal.NA


def test_an_english_page_is_read_alike() -> None:
    reading = read(ENGLISH)
    assert [q.normal for q in reading.questions] == [Normal.YES, Normal.TEXT, Normal.NO]
    assert reading.questions[1].more["country"] == "NL"


def test_a_head_in_other_words_is_one_of_questions_within_a_zone() -> None:
    reading = read(ENGLISH.replace("**Information** | **Response**", "**Info** | **Rückmeldung**"))
    assert len(reading.questions) == 3


@pytest.mark.parametrize("head", ["| **Informazioni** | **Risposta** |", "| **Information** | **Respuesta** |"])
def test_pages_in_other_languages_are_of_the_same_form(head: str) -> None:
    text = f'::: zone pivot="general"\n\n{head}\n|:--|:--|\n| Uno | Sí |\n'
    assert [q.normal for q in read(text).questions] == [Normal.YES]


@pytest.mark.samples
def test_pages_that_vendors_published_give_the_verified_counts(samples: Path) -> None:
    folder = samples / "ms365-attestation-ja"
    expected = json.loads((folder / "_EXPECTED.json").read_text(encoding="utf-8"))
    rows = 0
    for entry in expected:
        path = folder / entry["file"]
        reading = read_questionnaire(path.read_bytes(), path.name)
        assert reading.profile == "ms365-attestation"
        assert len(reading.questions) == entry["rows"], path.name
        assert Counter(q.sections[0] for q in reading.questions) == entry["sections"], path.name
        assert reading.by_class.get(RowClass.SUB_ROW, 0) == entry["graph_permission_rows"], path.name
        strict = entry["strict"]
        found = Counter(q.normal.value for q in reading.questions)
        assert {name: found[name] for name in ("na", "ambiguous", "blank", "text")} == {
            name: strict[name] for name in ("na", "ambiguous", "blank", "text")
        }, path.name
        assert found["yes"] + found["no"] == strict["yes"] + strict["no"] + strict["bool_token"], path.name
        tokens = {token: count for token, count in entry["tokens"].items() if token in reading.ambiguous}
        assert dict(reading.ambiguous) == tokens, path.name
        rows += len(reading.questions)
    assert rows == 1664


@pytest.mark.samples
def test_pages_in_two_languages_leave_no_token_open(samples: Path) -> None:
    paths = sorted((samples / "ms365-attestation-bilingual-2021").glob("*.md"))
    readings = [read_questionnaire(path.read_bytes(), path.name) for path in paths]
    assert [len(reading.questions) for reading in readings] == [21, 22, 20, 20, 22]
    assert all(not reading.ambiguous for reading in readings)
    assert all("answer_en" in q.more for reading in readings for q in reading.questions if q.normal is Normal.YES)
