"""The lanes of the versions of a text: a bar a version, hatched where nobody has said what it serves."""

from __future__ import annotations

from datetime import date

import pytest

from sakimori.ui.charts import Drawing, Version
from sakimori.ui.frame.states import DARK, LIGHT, Theme
from ui.charts.as_read import version_lanes

ON = date(2026, 11, 25)
FIRST = Version("1.0", date(2024, 4, 1), date(2025, 3, 31), is_known=True)
SECOND = Version("2.0", date(2025, 4, 1), None, is_known=True)
UNREAD = Version("<b>3</b>", None, None, is_known=False)


def drawn(*lanes: tuple[str, list[Version]], theme: Theme = Theme.LIGHT, language: str = "ja") -> Drawing:
    return version_lanes(lanes, on=ON, theme=theme, language=language)


def test_each_version_is_a_bar_from_its_first_to_its_last_day() -> None:
    known, unknown = drawn(("会員登録", [FIRST, SECOND])).figure.data
    assert list(known.base) == ["2024-04-01", "2025-04-01"]
    assert known.x[0] == 364 * 86_400_000
    assert list(known.text) == ["1.0", "2.0"]
    assert len(unknown.y) == 0


def test_what_nobody_has_read_is_hatched_and_begins_at_the_edge() -> None:
    figure = drawn(("会員登録", [FIRST]), ("アプリ", [UNREAD])).figure
    known, unknown = figure.data
    assert known.marker.pattern.shape is None
    assert unknown.marker.pattern.shape == "/"
    assert unknown.base[0] == figure.layout.xaxis.range[0]
    assert unknown.text[0] == "&lt;b&gt;3&lt;/b&gt;"


@pytest.mark.parametrize(("theme", "palette"), [(Theme.LIGHT, LIGHT), (Theme.DARK, DARK)])
def test_the_line_of_the_day_has_the_colour_of_the_theme(theme: Theme, palette: object) -> None:
    line = drawn(("会員登録", [FIRST]), theme=theme).figure.layout.shapes[0]
    assert line.x0 == "2026-11-25"
    assert line.line.color == palette.primary  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_chart_says_in_words_how_many_there_are(language: str) -> None:
    alt = drawn(("会員登録", [FIRST, SECOND]), ("アプリ", [UNREAD]), language=language).alt
    assert "2" in alt
    assert "3" in alt


def test_long_names_are_cut_and_many_lanes_folded() -> None:
    figure = drawn(*[(f"{number} とても長い名前の同意文言のための見出し", [FIRST]) for number in range(12)]).figure
    assert len(figure.layout.yaxis.ticktext) == 8
    assert all(len(name) <= 18 for name in figure.layout.yaxis.ticktext)
