"""The catalog: complete in both languages, nothing missing, nothing left over."""

import ast
import re
from collections.abc import Iterator
from enum import Enum
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel import Locale

from sakimori.domain import codes
from sakimori.domain.clearance import Step
from sakimori.domain.records.third_party import Foreign
from sakimori.domain.values.text import Text, table_of
from sakimori.rules.clearance.facts_table import STEP_NAMES
from sakimori.ui.frame import text
from sakimori.ui.frame.pages import PAGES, Section
from sakimori.ui.frame.session_language import decide_language
from sakimori.ui.frame.text import (
    CATALOG,
    LABELS,
    SENTENCES,
    TEXTS,
    dotted,
    label_key,
    listed,
    say,
    say_count,
)

SOURCE = Path(text.__file__).parents[2]
READERS = {"t", "say", "t_count", "say_count"}
BUILT_KEYS = {*LABELS.values(), "tier", "tier_short", "page", "section", "unit", "risk_report"}
"""First halves of keys whose second half is a code, or that a block shared by several reports begins with."""


def placeholders(wording: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(wording) if name}


def sources() -> list[Path]:
    return [*SOURCE.rglob("*.py")]


@cache
def trees() -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in sources()]


def readings() -> Iterator[tuple[str, str]]:
    """Every literal key that the source asks the catalog for, with the place."""
    for path, tree in trees():
        if path.is_relative_to(SOURCE / "web" / "assistant"):  # it words its answers out of a table of its own
            continue
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in READERS):
                continue
            choices = [node.args[0].body, node.args[0].orelse] if isinstance(node.args[0], ast.IfExp) else node.args[:1]
            for choice in choices:
                if isinstance(choice, ast.Constant) and isinstance(choice.value, str):
                    counted = node.func.id.endswith("count")
                    yield f"{path.name}:{node.lineno}", f"{choice.value}.other" if counted else choice.value


def test_each_wording_stands_in_both_languages_with_the_same_placeholders() -> None:
    assert [key for key, wording in TEXTS.items() if not (wording.ja.strip() and wording.en.strip())] == []
    assert [key for key, wording in TEXTS.items() if placeholders(wording.ja) != placeholders(wording.en)] == []


def test_no_wording_shouts_or_blames() -> None:
    loud = re.compile(r"！|エラー|!|\berror\b", re.IGNORECASE)
    assert [key for key, wording in TEXTS.items() if loud.search(wording.ja) or loud.search(wording.en)] == []


def test_every_key_that_the_source_reads_is_in_the_catalog() -> None:
    missing = [(place, key) for place, key in readings() if key not in TEXTS]
    assert missing == []


def test_no_wording_is_left_that_nobody_reads() -> None:
    said: set[str] = set()
    prefixes: set[str] = set()
    for _, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                said.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                prefixes.add(str(node.values[0].value))
            if isinstance(node, ast.keyword) and node.arg == "words" and isinstance(node.value, ast.Constant):
                prefixes |= {f"{node.value.value!s}.{part}" for part in ("col_", "search", "order")}  # of a list
    dotted = {prefix for prefix in prefixes if "." in prefix}
    unused = [
        key
        for key in TEXTS
        if key not in said
        and key.removesuffix(".one").removesuffix(".other") not in said
        and key.split(".")[0] not in BUILT_KEYS
        and not any(key.startswith(prefix) for prefix in dotted)
    ]
    assert unused == []


def test_every_table_of_wordings_is_merged_and_no_key_stands_twice() -> None:
    tables = [table_of(path.read_text(encoding="utf-8")) for path in CATALOG.rglob("texts.txt")]
    keys = [key for table in tables for key in table]
    assert len(keys) == len(set(keys))
    assert all(TEXTS[key] == text for table in tables for key, text in table.items())
    with pytest.raises(ValueError, match="two wordings"):
        table_of("a.b | 甲 | one\na.b | 乙 | two")


def test_every_code_has_a_word() -> None:
    lists = {kind for kind in vars(codes).values() if isinstance(kind, type) and issubclass(kind, Enum) and len(kind)}
    assert lists | {Foreign} == set(LABELS)
    for kind in LABELS:
        for member in kind:
            assert isinstance(TEXTS[label_key(member)], Text)


def test_every_page_and_section_has_a_title() -> None:
    assert all(f"page.{spec.name}" in TEXTS for spec in PAGES)
    assert all(f"section.{section.value}" in TEXTS for section in Section)


def test_every_step_of_clearance_has_a_word_on_the_page_and_in_the_table_of_facts() -> None:
    assert {key for key in TEXTS if key.startswith("step.")} == {f"step.{step.name.lower()}" for step in Step}
    assert set(STEP_NAMES) == set(Step)


def test_two_forms_of_a_counted_thing_come_together() -> None:
    counted = TEXTS.keys() - {label_key(Foreign.OTHER)}
    ones = {key.removesuffix(".one") for key in counted if key.endswith(".one")}
    others = {key.removesuffix(".other") for key in counted if key.endswith(".other")}
    assert ones == others


@pytest.mark.parametrize("number", [0, 1, 2, 11, 21, 101, 1000])
def test_english_takes_the_form_that_its_grammar_asks_for(number: int) -> None:
    form = Locale("en").plural_form(number)
    assert say_count("unit.companies", number, "en") == say(f"unit.companies.{form}", "en", count=f"{number:,}")


def test_words_are_listed_in_the_language_of_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("a", "b", "c")
    assert (listed(words), dotted(words), listed(words, SENTENCES)) == ("a, b, c", "a, b, c", "a b c")
    monkeypatch.setattr(text, "language", lambda: "ja")
    assert (listed(words), dotted(words), listed(words, SENTENCES)) == ("a、b、c", "a・b・c", "abc")


def test_a_list_says_when_it_leaves_words_out() -> None:
    assert [listed("abc", most=most) for most in (2, 3)] == ["a, b…", "a, b, c"]


def test_japanese_has_one_form() -> None:
    assert say_count("unit.companies", 1, "ja") == "1社"


@pytest.mark.parametrize(
    ("chosen", "address", "browser", "expected"),
    [
        ("en", "ja", "ja-JP", "en"),
        (None, "en", "ja-JP", "en"),
        (None, None, "ja-JP", "ja"),
        (None, None, "ja_JP", "ja"),
        (None, "de", "ja", "ja"),
        (None, None, "fr-FR", "en"),
        (None, None, None, "en"),
    ],
)
def test_the_own_choice_wins_then_the_address_then_the_browser(
    chosen: str | None, address: str | None, browser: str | None, expected: str
) -> None:
    assert decide_language(chosen=chosen, address=address, browser=browser) == expected
