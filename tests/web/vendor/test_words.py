"""The words of the pages: complete in both languages, none missing and none left over, and none that shouts."""

from __future__ import annotations

import re
from string import Formatter

from sakimori.domain.questions.assessment import CommentKind
from sakimori.web.vendor.rendering import FOLDER, texts

SOURCES = "".join(path.read_text(encoding="utf-8") for path in (*FOLDER.glob("*.py"), *FOLDER.glob("templates/*.html")))
BUILT = {f"remark.{kind.value}" for kind in CommentKind if kind.is_ruling} | {"file.done", "file.gone"}
"""Keys whose second half is a code."""


def read_keys() -> set[str]:
    """Every key that pages and templates ask for."""
    first = re.findall(r"""(?:\bt|\bsay)\(\s*"(\w+(?:\.\w+)?)\"""", SOURCES)
    chosen = re.findall(r'"(\w+\.\w+)" (?:if|else)\b|\belse "(\w+\.\w+)"', SOURCES)
    looked_up = re.findall(r'texts\(\)\["([\w.]+)"', SOURCES)
    kept = re.findall(r'"(landing\.\w+)"|key = "([\w.]+)"', SOURCES)
    return {*first, *looked_up, *(key for pair in (*chosen, *kept) for key in pair if key)}


def test_every_key_that_a_page_asks_for_is_there_and_no_other() -> None:
    keys = {key for key in read_keys() if key.partition(".")[0] in {one.partition(".")[0] for one in texts()}}
    assert keys - set(texts()) == set()
    assert set(texts()) - keys - BUILT == set()


def test_both_languages_say_the_same_things() -> None:
    def names(words: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(words) if name}

    assert [key for key, words in texts().items() if names(words.ja) != names(words.en)] == []
    assert [key for key, words in texts().items() if not (words.ja.strip() and words.en.strip())] == []


def test_no_wording_shouts_or_blames() -> None:
    loud = re.compile(r"！|エラー|!|\berror\b", re.IGNORECASE)
    assert [key for key, words in texts().items() if loud.search(words.ja) or loud.search(words.en)] == []
