"""The demo in English: written beside the Japanese, whole, and the same story to the last gap."""

from __future__ import annotations

import ast
import csv
import json
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kit.demos import DemoIn
from sakimori import demo as package
from sakimori.demo.company import make_demo
from sakimori.demo.words import DATA, DemoWords, english, is_japanese
from sakimori.domain.values.text import ENGLISH
from sakimori.services.audit.view import verify
from sakimori.services.imports.history import reason_of
from sakimori.services.kernel.workspace import Workspace

ON = date(2026, 11, 25)

BOTH_LANGUAGES = {
    ("gap_span", "title_ja"), ("gap_span", "cites_ja"), ("gap_span", "action_ja"),
    ("deadline", "title_ja"), ("deadline", "cites_ja"), ("incident_entry", "ja"),
}  # fmt: skip
"""Columns that hold the Japanese of what the column beside them says in English."""

SHIPPED = {("pack_snapshot", "body")}
"""Columns that hold questionnaires as they ship, in both languages, of which the Japanese binds."""

with (DATA / "country_facts.csv").open(encoding="utf-8", newline="") as shipped:
    SOURCES = {value for row in csv.DictReader(shipped) for value in row.values()}
"""Where the facts about countries come from, in the words in which they ship."""

IMPORTED = {reason_of(sheet["filename"]) for sheet in DemoWords().file("asked")["sheet"]}
"""The reasons that the trail gives by itself for files that came in."""

NOT_SAID = {"ミナトアオバショウジ", "○△×", "\u2e80", "このファイルはデモではありません。別の場所を指定してください。"}
"""Japanese of the code that no English demo says: a reading in kana, the signs that make a text Japanese, a refusal."""


@pytest.fixture(scope="module")
def in_english() -> Workspace:
    return make_demo(None, on=ON, language=ENGLISH)


@pytest.fixture(scope="module")
def in_japanese(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Workspace:
    return Workspace(demo_in(tmp_path_factory.mktemp("demo"), ON))


def wordings(value: Any) -> Iterator[str]:
    """Every Japanese text in a value of a file."""
    match value:
        case str() if is_japanese(value):
            yield value
        case dict():
            for inner in value.values():
                yield from wordings(inner)
        case list():
            for inner in value:
                yield from wordings(inner)
        case _:
            pass


def of_files() -> set[str]:
    found = {w for file in DATA.glob("demo_*.toml") for w in wordings(tomllib.loads(file.read_text(encoding="utf-8")))}
    with (DATA / "demo_third_parties.csv").open(encoding="utf-8", newline="") as file:
        rows = [{name: value for name, value in row.items() if name != "kana"} for row in csv.DictReader(file)]
    return found | set(wordings(rows))


def of_code() -> set[str]:
    folder = Path(package.__file__).parent
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in folder.glob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    docs = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    texts = {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in docs}
    return {text for text in texts if is_japanese(text)}


def test_every_wording_of_files_and_code_is_written_in_english_once_and_no_other_is() -> None:
    said = of_files() | (of_code() - NOT_SAID)
    assert (said - english().keys(), english().keys() - said) == (set(), set())


def test_the_english_of_a_wording_is_english() -> None:
    assert [text for text in english().values() if is_japanese(text) or not text.strip()] == []


def test_two_names_of_one_file_stay_two_in_english() -> None:
    for name in ("flows", "contracts"):
        rows = DemoWords().file(name)[name.removesuffix("s")]
        word = "name" if name == "flows" else "title"
        both = {(row["party"], row[word]) for row in rows}, {(r["party"], DemoWords(ENGLISH)(r[word])) for r in rows}
        assert len(both[0]) == len(both[1])


def test_what_is_missing_in_english_is_refused() -> None:
    with pytest.raises(KeyError):
        DemoWords(ENGLISH)("まだ訳のない言葉")


def beside_english(value: Any) -> Any:
    """A value without the Japanese that stands beside its English."""
    match value:
        case {"ja": _, "en": _}:
            return {name: beside_english(inner) for name, inner in value.items() if name != "ja"}
        case dict():
            return {name: beside_english(inner) for name, inner in value.items()}
        case list():
            return [beside_english(inner) for inner in value]
        case str() if value[:1] in {"{", "["}:
            return beside_english(json.loads(value))
        case _:
            return value


def texts_of(value: object) -> Iterator[str]:
    if isinstance(value, bytes):
        try:
            value = value.decode()
        except UnicodeDecodeError:  # a picture, or a PDF
            return
    if isinstance(value, str) and is_japanese(value):
        try:
            yield from wordings(beside_english(value))
        except json.JSONDecodeError:
            yield value


def test_no_japanese_stands_in_any_record_of_the_english_demo(in_english: Workspace) -> None:
    found: dict[tuple[str, str], str] = {}
    with in_english.unit() as unit:
        tables = [str(row["name"]) for row in unit.query("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in unit.query(f'SELECT * FROM "{table}"'):
                for column, value in zip(row.keys(), row, strict=True):
                    for text in (one for one in texts_of(value) if one not in SOURCES | IMPORTED):
                        found.setdefault((table, column), text)
    assert {place: text for place, text in found.items() if place not in BOTH_LANGUAGES | SHIPPED} == {}
    assert found.keys() >= BOTH_LANGUAGES | SHIPPED


SAME = {
    "gaps": "SELECT rule_id, severity, kind, subject_kind, subject_key, third_party_id, from_on, until_on, known_from,"
    " known_until FROM gap_span",
    "verdicts": "SELECT subject_kind, subject_id, third_party_id, from_on, until_on, outcome, is_against, known_from"
    " FROM outcome_span",
    "writes": "SELECT seq, actor, action, record_kind, record_id, at FROM audit_entry",
}
"""What both demos hold alike, row by row, over the whole of their history."""


@pytest.mark.parametrize("what", SAME)
def test_gaps_verdicts_and_writes_are_the_same_in_both_languages(
    in_english: Workspace, in_japanese: Workspace, what: str
) -> None:
    counted = []
    for workspace in (in_english, in_japanese):
        with workspace.unit() as unit:
            counted.append(Counter(tuple(row) for row in unit.query(SAME[what])))
    assert sum(counted[0].values()) > 1_000
    assert counted[0] == counted[1]


def test_the_trail_of_the_english_demo_verifies(in_english: Workspace) -> None:
    assert verify(in_english).is_intact
