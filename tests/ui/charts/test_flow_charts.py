"""The bands and the bars of data flows: widths, states by shape and word, what is chosen, what stands for them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from sakimori.ui.charts import CountryBar, FlowBand, FlowNode, selected
from sakimori.ui.frame.states import Mark, Theme, palette
from ui.charts.as_read import country_bars, sankey_flows

JA: dict[str, Any] = {"theme": Theme.LIGHT, "language": "ja"}
HEADS = ("だれの", "どこへ", "どの国")
NODES = [
    FlowNode(0, "顧客"),
    FlowNode(1, "つむぎ", Mark.BLOCKED),
    FlowNode(1, "なぞ", Mark.UNKNOWN),
    FlowNode(2, "日本"),
]
BANDS = [
    FlowBand(0, 1, 60, Mark.BLOCKED, 60),
    FlowBand(0, 2, 1, Mark.UNKNOWN, None),
    FlowBand(1, 3, 60, Mark.BLOCKED, 60),
    FlowBand(2, 3, 1, Mark.UNKNOWN, None, is_chosen=True),
]


def opacity(colour: str) -> float:
    return float(colour.removesuffix(")").rsplit(",", 1)[1])


def names_in(figure: Any) -> list[str]:
    """The names of the nodes: what stands below the heads."""
    return [note.text for note in figure.layout.annotations[len(HEADS) :]]


def test_states_stand_in_the_labels_of_companies_and_not_of_persons_or_countries() -> None:
    figure = sankey_flows(NODES, BANDS, HEADS, **JA).figure
    (sankey,) = figure.data
    assert names_in(figure) == ["顧客", "✕ つむぎ", "？ なぞ", "日本"]
    assert list(sankey.link.value) == [60, 1, 60, 1]


def test_a_band_without_a_number_says_so() -> None:
    (sankey,) = sankey_flows(NODES, BANDS, HEADS, **JA).figure.data
    assert sankey.link.customdata[0].endswith("✕ 不可<br>60人")
    assert sankey.link.customdata[1].endswith("？ 未確認<br>人数 未確認")


def test_a_chosen_path_is_full_and_the_rest_is_pale() -> None:
    (chosen,) = sankey_flows(NODES, BANDS, HEADS, **JA).figure.data
    strengths = [opacity(colour) for colour in chosen.link.color]
    assert strengths[3] > 0.5
    assert max(strengths[:3]) < 0.1
    (unchosen,) = sankey_flows(NODES, BANDS[:3], HEADS, **JA).figure.data
    assert min(opacity(colour) for colour in unchosen.link.color) > 0.2


@pytest.mark.parametrize("theme", Theme)
def test_what_is_unknown_is_grey_and_never_the_colour_of_the_page(theme: Theme) -> None:
    (sankey,) = sankey_flows(NODES, BANDS, HEADS, theme=theme, language="ja").figure.data
    colours = palette(theme)
    assert sankey.node.color[2] == colours.hatch != colours.page
    assert sankey.node.color[1] == colours.fills[Mark.BLOCKED]


def test_names_from_outside_are_inert_in_labels_and_hovers() -> None:
    hostile = '<a href="http://127.0.0.1:9">x</a>'
    nodes = [FlowNode(0, hostile), FlowNode(1, hostile, Mark.ALLOWED)]
    drawing = sankey_flows(nodes, [FlowBand(0, 1, 1, Mark.ALLOWED, 1)], HEADS[:2], **JA)
    (sankey,) = drawing.figure.data
    written = [note.text for note in drawing.figure.layout.annotations]
    assert sum("&lt;a href" in text for text in written) == 2
    assert not any("<a" in text for text in [*written, *sankey.node.customdata, *sankey.link.customdata])
    bars = country_bars([CountryBar("US", hostile, {Mark.ALLOWED: 1})], **JA)
    assert not any("<a" in str(text) for text in [*bars.figure.layout.yaxis.ticktext, *bars.figure.data[0].hovertext])


def many_nodes(count: int) -> tuple[list[FlowNode], list[FlowBand]]:
    nodes = [FlowNode(0, "顧客"), *(FlowNode(1, f"会社{n}", Mark.ALLOWED) for n in range(count)), FlowNode(2, "日本")]
    bands = [FlowBand(0, n, 10_000 if n == 1 else 1, Mark.ALLOWED, 1) for n in range(1, count + 1)]
    return nodes, [*bands, *(FlowBand(band.target, count + 1, band.width, Mark.ALLOWED, 1) for band in bands)]


@pytest.mark.parametrize("count", [1, 2, 16])
def test_no_two_names_of_a_column_stand_on_one_line(count: int) -> None:
    nodes, bands = many_nodes(count)
    figure = sankey_flows(nodes, bands, HEADS, **JA).figure
    drawn = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    heights = sorted(note.y * drawn for note in figure.layout.annotations if note.text.startswith("○"))
    assert len(heights) == count
    assert all(above - below >= 18 for below, above in pairwise(heights))
    assert heights[0] >= 9
    assert heights[-1] <= drawn - 9


def test_names_stand_on_a_ground_of_the_page_beside_their_bars() -> None:
    for theme in Theme:
        figure = sankey_flows(NODES, BANDS, HEADS, theme=theme, language="ja").figure
        page = ",".join(str(int(palette(theme).page[place : place + 2], 16)) for place in (1, 3, 5))
        notes = figure.layout.annotations[len(HEADS) :]
        assert all(note.bgcolor.startswith(f"rgba({page},") for note in notes)
        assert list(figure.data[0].node.x) == [0.001, 0.5, 0.5, 1.0]
        assert [note.x for note in notes] == [0.0, 0.5, 0.5, 1.0]
        assert figure.layout.margin.r >= 100


def test_what_is_drawn_together_stands_below_the_others() -> None:
    nodes = [
        FlowNode(0, "顧客"),
        FlowNode(1, "ほか", Mark.ALLOWED, is_last=True),
        FlowNode(1, "甲", Mark.ALLOWED),
        NODES[3],
    ]
    notes = sankey_flows(nodes, BANDS, HEADS, **JA).figure.layout.annotations
    places = {note.text: note.y for note in notes}
    assert places["○ ほか"] < places["○ 甲"]


def test_a_long_name_ends_before_the_next_column() -> None:
    nodes = [
        NODES[0],
        FlowNode(1, "株式会社" + "あ" * 60, Mark.ALLOWED),
        FlowNode(1, "Peacock Support Ltd.", Mark.ALLOWED),
        NODES[3],
    ]
    _, long, short, _ = names_in(sankey_flows(nodes, BANDS, HEADS, **JA).figure)
    assert long.endswith("あ…")
    assert len(long) < 30
    assert short == "○ Peacock Support Ltd."


def test_the_bands_say_the_gravest_way() -> None:
    assert "顧客 → つむぎの✕ 不可" in sankey_flows(NODES, BANDS, HEADS, **JA).alt
    assert not sankey_flows([], [], HEADS, **JA).figure.data[0].link.value
    assert sankey_flows([], [], HEADS, **JA).alt == "描くフローはありません。"


COUNTRIES = [
    CountryBar("US", "米国（根拠なし 1）", {Mark.BLOCKED: 2, Mark.UNKNOWN: 1}),
    CountryBar("JP", "日本", {Mark.ALLOWED: 3}),
]


def test_a_country_bar_is_stacked_by_state_with_its_total_and_hatched_where_unknown() -> None:
    *bars, totals = country_bars(COUNTRIES, **JA).figure.data
    assert [list(bar.x) for bar in bars] == [[2, 0], [1, 0], [0, 3]]
    assert bars[1].marker.pattern.shape == "/"
    assert [text.strip() for text in totals.text] == ["3", "3"]


def test_a_choice_among_countries_is_country_and_state() -> None:
    drawing = country_bars(COUNTRIES, **JA)
    assert selected(drawing, {"selection": {"points": [{"customdata": 0}]}}) == ("US", "blocked")
    assert selected(drawing, {"selection": {"points": [{"customdata": 5}]}}) == ("JP", "allowed")
    assert "2の国・地域" in drawing.alt
    assert country_bars([], **JA).keys == ()
