"""Text from outside shows itself and does nothing, by the rules by which Streamlit reads markdown."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sakimori.ui.frame.formats import plain

JOINER = "\u2060"
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["strikethrough", "table"])

DIRECTIVE = re.compile(r"(?<!\\):[a-zA-Z][\w-]*")
FORMULA = re.compile(r"(?<!\\)\$")
ICON_IN_SOURCE = re.compile(r":material/")
IN_FINISHED_TEXT = {
    "emoji": re.compile(r":[\w+-]+:", re.ASCII),
    "icon": re.compile(r":material_\w+:|:streamlit:"),
    "address": re.compile(r"(https?://|www\.)[-.\w]+", re.IGNORECASE | re.ASCII),
    "mail": re.compile(r"[-.\w+]+@[-\w]+(\.[-\w]+)+", re.ASCII),
    "arrow": re.compile(r"(^|\s)(<->|->|<-|--|>=|<=|~=)(\s|$)"),
}
PIECES = [
    "![x](http://127.0.0.1:9/x.png)", "[a](javascript:alert(1))",
    "<img src=x>", "<div ", "<!--", "<http://a.b>", "<b>", "&amp;", "&#58;", ":red[", "]",
    ":material/home:", ":smile:", ":streamlit:", "$x$", "$$", "`", "```", "**", "__", "~~", "# ",
    "- ", "+ ", "* ", "1. ",
    "12) ", "> ", "---", "===", "|a|b|", "\n", "\t", "    ", "\\", "->", "<-", ">=", "http://", "HTTPS://a.b", "www.",
    "a@b.co", "^", "{.x}", "\u202e", "\u200b", "\x00", "株式会社つむぎ", "A&B",
    ":shortcut[a]", ":red-badge[a]", "!", "=",
]  # fmt: skip


def finished(source: str) -> str:
    """What the reader sees; fails when anything but text comes out."""
    blocks = MARKDOWN.parse(source)
    if not blocks:
        return ""
    assert [block.type for block in blocks] == ["paragraph_open", "inline", "paragraph_close"]
    children = blocks[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    return "".join(child.content for child in children)


def hostile() -> st.SearchStrategy[str]:
    return st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=12).map("".join)


@given(hostile())
@example("1. 株式会社")
@example("- 株式会社")
@example("#1 Data")
@example("    code")
@example("a\n===")
@example("a\n\n![x](http://127.0.0.1:9/x.png)")
@example(":red[x]")
@example(":material/home:")
def test_anything_comes_out_as_text_and_nothing_else(text: str) -> None:
    source = plain(text)
    shown = finished(source)
    assert not DIRECTIVE.search(source)
    assert not FORMULA.search(source)
    assert not ICON_IN_SOURCE.search(source)
    for what, pattern in IN_FINISHED_TEXT.items():
        assert not pattern.search(shown), what


@given(hostile())
def test_the_reader_sees_the_same_letters(text: str) -> None:
    shown = finished(plain(text)).replace(JOINER, "")
    kept = re.sub(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]", " ", text)
    assert re.sub(r"\s+", "", shown) == re.sub(r"\s+", "", kept)


@pytest.mark.parametrize(
    "name", ["株式会社つむぎコールセンター", "Hanbit Support Co., Ltd.", "A・B（東京）", "10%オフ社"]
)
def test_an_ordinary_name_stays_as_it_is(name: str) -> None:
    assert plain(name) == name


def test_marks_that_turn_the_writing_round_are_dropped() -> None:
    assert plain("abc\u202egpj.exe") == "abcgpj.exe"


def test_lines_become_one_line() -> None:
    assert plain(" a\r\nb\tc ") == "a b c"
