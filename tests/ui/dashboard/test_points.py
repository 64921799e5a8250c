"""The scorecard and the guide as people open them: full, empty, in both languages, and the way to the rows."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from kit.tables import tables
from sakimori.clock import today
from sakimori.domain.values.as_of import AsOf
from sakimori.services.dashboard.points import POINTS, scorecard
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.formats import linked
from sakimori.ui.frame.text import TEXTS

Show = Callable[..., AppTest]


def words_of(at: AppTest) -> str:
    return " ".join(str(one.value) for one in (*at.markdown, *at.caption, *at.info))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_point_has_its_row_and_the_chosen_one_its_words(demo_home: Path, show: Show, language: str) -> None:
    at = show("scorecard", language=language, point="B7")
    assert not at.exception
    rows = tables(at)[0].value
    assert [name.split(" ")[0] for name in rows["point"]] == list(POINTS)
    workspace = Workspace(demo_home / "demo.db")
    with workspace.unit() as unit:
        card = scorecard(workspace, AsOf(today(), unit.number(), is_past=False))
    assert list(rows["unknown"]) == [one.unknown for one in card.points]
    assert TEXTS["point.B7.asks"].get(language) in words_of(at)
    queries = [link.proto.query_string for link in at.get("page_link")]
    assert "point=B7&of=all" in queries
    assert "point=B7" in queries


def test_the_address_chooses_our_company_alone_and_a_switch_adds_the_month_ends(demo_home: Path, show: Show) -> None:
    everybody = tables(show("scorecard", language="ja"))[0].value
    at = show("scorecard", language="ja", of="own")
    ours = tables(at)[0].value
    assert sum(ours["unknown"]) < sum(everybody["unknown"])
    at.toggle(key="points_trend").set_value(True).run()
    assert len(tables(at)[0].value.columns) > len(ours.columns)


def test_an_empty_register_meets_no_point(empty_home: Path, show: Show) -> None:
    at = show("scorecard", language="ja")
    assert not at.exception
    assert TEXTS["points.empty"].ja in words_of(at)
    assert "適合" not in [word for chips in tables(at)[0].value["state"] for word in chips[0].split()]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_guide_explains_each_point_to_everybody(demo_home: Path, show: Show, language: str) -> None:
    for point in POINTS:
        at = show("guide", language=language, person="us03", point=point)
        assert not at.exception
        shown = " ".join((words_of(at), *(str(one.value) for one in at.subheader)))
        for part in ("asks", "law", "example", "here", "articles"):
            assert linked(TEXTS[f"point.{point}.{part}"].get(language), language) in shown
        asked = TEXTS.get(f"point.{point}.ask")
        assert (TEXTS["points.ask"].get(language) in shown) is (asked is not None)
        assert asked is None or linked(asked.get(language), language) in shown


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_sheet_has_every_point_on_its_front_and_what_it_asks_on_its_back(
    demo_home: Path, show: Show, given: dict[str, Callable[[], bytes]], language: str
) -> None:
    assert demo_home.exists()
    show("scorecard", language=language)
    made = {name: make() for name, make in given.items()}
    pdf = PdfReader(io.BytesIO(next(data for name, data in made.items() if name.endswith(".pdf"))))
    front, back = ("".join(page.extract_text().split()).replace("-", "") for page in pdf.pages)
    for point in POINTS:
        for side, part in ((front, "name"), (front, "articles"), (back, "name"), (back, "law")):
            words = TEXTS[f"point.{point}.{part}"].get(language)
            assert "".join(words.split()).replace("-", "") in side, words
    assert any(name.endswith(".xlsx") for name in made)


def test_the_reasons_of_the_check_lead_to_the_guide(demo_home: Path, show: Show) -> None:
    with Workspace(demo_home / "demo.db").unit() as unit:
        barred = unit.engine.values(
            "SELECT flow_id, third_party_id FROM own_answer WHERE outcome = 'blocked' AND begins_on IS NULL "
            "UNION SELECT subject_id, third_party_id FROM outcome_span WHERE known_until IS NULL AND "
            "outcome = 'blocked' AND from_on IS NULL ORDER BY 1 LIMIT 8"
        )
    assert barred
    shown = [show("check", person="us03", party=str(party), flow=str(flow)) for flow, party in barred]
    queries = {link.proto.query_string for at in shown for link in at.get("page_link")}
    assert {f"point={point}" for point in POINTS} & queries  # what comes to us, or is held, shows no reasons here
