"""Charts: what they hold, what a choice in them means, what they say to somebody who cannot see them."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from sakimori.domain.codes import Severity
from sakimori.domain.values.days import add_months
from sakimori.ui.charts import Contribution, Deadline, ForecastMonth, HeatRow, MonthDay, PartyTile, month_grid, selected
from sakimori.ui.frame.states import Mark, Theme, palette
from ui.charts.as_read import contribution_bars, forecast_bars, heat_bars, month_calendar, timeline, treemap_parties

ON = date(2026, 11, 24)
JA: dict[str, Any] = {"theme": Theme.LIGHT, "language": "ja"}
COLUMNS = [("policy", "規程"), ("technical", "技術")]
ROWS = [HeatRow("1", "区分1", 18, (0, 6)), HeatRow("unknown", "未評価", 12, (None, 2))]
HOSTILE = '<a href="http://127.0.0.1:9">x</a>'


def press(place: object) -> dict[str, Any]:
    return {"selection": {"points": [{"customdata": place}]}}


def test_an_unknown_heat_cell_is_hatched_and_has_no_number() -> None:
    known, unknown = heat_bars(ROWS, COLUMNS, **JA).figure.data
    assert list(known.text) == ["0", "6", "2"]
    assert list(unknown.text) == ["？"]
    assert unknown.marker.pattern.shape == "/"
    assert "未確認" in unknown.hovertext[0]


def test_a_heat_cell_without_gaps_has_the_colour_of_the_page_and_more_is_darker() -> None:
    colours = palette(Theme.LIGHT)
    known = heat_bars(ROWS, COLUMNS, **JA).figure.data[0]
    assert known.marker.color[0] == colours.page
    assert known.marker.color[1] == colours.ramp[5]
    assert colours.ramp.index(known.marker.color[2]) < 5


def test_a_choice_in_the_heat_map_is_tier_and_area() -> None:
    drawing = heat_bars(ROWS, COLUMNS, **JA)
    places = [place for trace in drawing.figure.data for place in trace.customdata]
    assert sorted(places) == [0, 1, 2, 3]
    assert selected(drawing, press(1)) == ("1", "technical")
    assert selected(drawing, press([2])) == ("unknown", "policy")


@pytest.mark.parametrize(
    "state", [None, {}, {"selection": {"points": []}}, press(4), press(-1), press("x"), press(None)]
)
def test_no_choice_and_a_choice_that_is_gone_give_none(state: object) -> None:
    assert selected(heat_bars(ROWS, COLUMNS, **JA), state) is None


def test_the_heat_map_says_where_most_gaps_are() -> None:
    assert heat_bars(ROWS, COLUMNS, **JA).alt.endswith("最も多いのは区分1 × 技術の6社。")
    assert "不備はありません" in heat_bars([HeatRow("1", "区分1", 3, (0, 0))], COLUMNS, **JA).alt
    assert heat_bars([], COLUMNS, **JA).keys == ()


MONTHS = [
    ForecastMonth(date(2026, 12, 1), {Severity.BLOCK: 1, Severity.LOW: 2}),
    ForecastMonth(date(2027, 1, 1), {Severity.HIGH: 4}),
]


def test_the_forecast_stacks_the_worst_at_the_bottom_and_the_total_on_top() -> None:
    *bars, totals = forecast_bars(MONTHS, **JA).figure.data
    assert [list(bar.y) for bar in bars] == [[1, 0], [0, 4], [0, 0], [2, 0]]
    assert list(totals.text) == ["3", "4"]


def test_a_choice_in_the_forecast_is_month_and_severity() -> None:
    drawing = forecast_bars(MONTHS, **JA)
    assert selected(drawing, press(0)) == ("2026-12", "block")
    assert selected(drawing, press(3)) == ("2027-01", "high")


def test_the_year_stands_under_january_and_not_under_a_december_before_it() -> None:
    ticks = forecast_bars([*MONTHS, ForecastMonth(date(2027, 2, 1), {})], **JA).figure.layout.xaxis.ticktext
    assert list(ticks) == ["12月", "1月<br>2027年", "2月"]


def test_a_forecast_without_gaps_says_so() -> None:
    assert "始まるものはありません" in forecast_bars([ForecastMonth(ON, {})], **JA).alt
    assert forecast_bars([], **JA).keys == ()


LANES = [("contract", "契約"), ("assessment", "審査")]


def points(*dues: date, title: str = "期限") -> list[Deadline]:
    return [Deadline(due, "contract", title, Mark.HIGH, due.isoformat()) for due in dues]


def test_the_timeline_shows_the_months_ahead_in_order() -> None:
    shown = points(date(2027, 3, 1), date(2026, 12, 1), date(2026, 11, 1), date(2028, 1, 1))
    drawing = timeline(LANES, shown, on=ON, months=12, **JA)
    assert drawing.keys == (("2026-12-01",), ("2027-03-01",))
    assert drawing.alt == "2026/11/24から2027/11/24までの期限2件。最初は2026/12/01の期限。"
    assert selected(drawing, press(1)) == ("2027-03-01",)


def test_labels_of_one_lane_give_way_to_each_other() -> None:
    close = points(date(2026, 12, 1), date(2026, 12, 3), title="とても長い期限の名前がここに続きます")
    first, second = timeline(LANES, close, on=ON, months=12, **JA).figure.data[0].text
    assert first == ""
    assert second.endswith("…")


@pytest.mark.parametrize("apart", range(1, 80))
def test_words_of_one_lane_never_run_into_each_other(apart: int) -> None:
    """Near the end the words stand before their point, so two may come from both sides of the same room."""
    days = [date(2027, 11, 20) - timedelta(days=apart * back) for back in range(4)]
    drawn = timeline(LANES, points(*days, title="とても長い期限の名前がここに続きます"), on=ON, months=12, **JA)
    data = drawn.figure.data[0]
    spans = []
    for x, words, side in zip(data.x, data.text, data.textposition, strict=True):
        at, days_of_words = date.fromisoformat(x), len(words.strip()) / 0.18
        before, after = (days_of_words, 0.0) if side == "middle left" else (0.0, days_of_words)
        spans.append((at.toordinal() - before, at.toordinal() + after))
    assert all(end <= begin + 1 for (_, end), (begin, _) in pairwise(spans))


@pytest.mark.parametrize("month", range(1, 13))
def test_no_two_years_stand_under_neighbours_of_the_forecast(month: int) -> None:
    months = [ForecastMonth(add_months(date(2026, month, 1), ahead), {}) for ahead in range(12)]
    words = forecast_bars(months, **JA).figure.layout.xaxis.ticktext
    years = [place for place, said in enumerate(words) if "年" in said]
    assert years
    assert all(later - earlier > 2 for earlier, later in pairwise(years))


def test_points_of_one_day_and_lane_share_one_label() -> None:
    alike = points(date(2026, 12, 1), date(2026, 12, 1), date(2026, 12, 1))
    assert timeline(LANES, alike, on=ON, months=12, **JA).figure.data[0].text == (" 12/01 期限 +2", "", "")


def test_a_timeline_of_one_lane_leaves_room_for_its_months_and_the_word_for_today() -> None:
    layout = timeline(LANES[:1], points(date(2026, 12, 1))[:1], on=ON, months=12, **JA).figure.layout
    words = 2 * 18  # above the lane and below it
    assert layout.minreducedheight + words <= layout.height


def test_a_timeline_without_dates_says_so() -> None:
    assert timeline(LANES, [], on=ON, months=12, **JA).alt == "2026/11/24から2027/11/24までに期限はありません。"


def test_the_sheet_of_a_month_has_six_weeks_from_sunday() -> None:
    sheet = month_grid(date(2026, 11, 1))
    assert len(sheet) == 42
    assert sheet[0] == date(2026, 11, 1)
    assert all(day.weekday() == 6 for day in sheet[::7])


def test_a_day_of_the_month_shows_holiday_count_and_worst() -> None:
    days = {date(2026, 11, 23): MonthDay(3, Mark.BLOCK), date(2026, 12, 2): MonthDay(9, Mark.LOW)}
    drawing = month_calendar(date(2026, 11, 1), days, on=ON, **JA)
    cell = drawing.figure.data[0].text[22]
    assert "勤労感謝の日" in cell
    assert "⬣ 3" in cell
    assert drawing.alt == "2026年11月の期限3件。"
    assert selected(drawing, press(22)) == ("2026-11-23",)


def test_holidays_and_weekends_are_shaded_and_the_neighbour_months_are_not() -> None:
    fills = month_calendar(date(2026, 11, 1), {}, on=ON, **JA).figure.data[0].marker.color
    colours = palette(Theme.LIGHT)
    assert [fills[place] for place in (0, 1, 2, 22, 34)] == [
        colours.panel, colours.page, colours.panel, colours.panel, colours.page,
    ]  # fmt: skip


def test_areas_fold_the_small_and_set_the_unknown_apart() -> None:
    many = [PartyTile(f"{n}", n, Mark.LOW) for n in range(1, 91)]
    figure = treemap_parties([*many, PartyTile("x", None, Mark.HIGH)], **JA).figure.data[0]
    assert figure.labels[0] == "● 90"
    assert list(figure.labels[-2:]) == ["ほか 10社", "？ 人数未確認 1社"]
    assert len(figure.labels) == 82


def test_no_known_number_is_said_in_words() -> None:
    assert treemap_parties([], **JA).alt == "人数の分かる取引先はまだありません。"


def test_contributions_stand_largest_first_and_the_unanswered_are_hatched() -> None:
    items = [Contribution("A", "小", 1.0), Contribution("B", "大", 5.0), Contribution("C", "未", 3.0, unanswered=True)]
    drawing = contribution_bars(items, total=9, **JA)
    assert drawing.keys == (("B",), ("C",), ("A",))
    assert list(drawing.figure.data[1].text) == ["？ 3.0"]
    assert drawing.figure.data[1].marker.pattern.shape == "/"
    assert drawing.alt == "回答の失点 9 の内訳。最も大きいのは大の5.0。"


@pytest.mark.parametrize("theme", list(Theme))
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_name_from_outside_opens_no_tag_in_a_chart(theme: Theme, language: str) -> None:
    look: dict[str, Any] = {"theme": theme, "language": language}
    drawings = [
        timeline(LANES, points(date(2026, 12, 1), title=HOSTILE), on=ON, months=12, **look),
        treemap_parties([PartyTile(HOSTILE, 1, Mark.LOW)], **look),
        contribution_bars([Contribution("A", HOSTILE, 1.0)], total=1, **look),
    ]
    for drawing in drawings:
        assert "<a" not in drawing.figure.to_json().replace("\\u003c", "<")


@pytest.mark.parametrize("page", ["risk", "flows", "calendar"])
def test_pages_of_the_demo_send_what_plotly_itself_would_send(
    page: str, demo_home: Path, show: Callable[..., AppTest]
) -> None:
    sent = [json.loads(chart.proto.spec) for chart in show(page).get("plotly_chart")]
    assert sent
    assert [json.loads(go.Figure(spec).to_json()) for spec in sent] == sent
