"""Our own data as people see them kept: what is past its period, the duty to keep, and the note of an erasure."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.tables import tables
from sakimori.clock import today
from sakimori.domain.records.own_registers import DataSetPart
from sakimori.domain.records.own_retention import KeepingDuty, OwnErasure
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.components import OPEN_DIALOG

Show = Callable[..., AppTest]


def the_part(home: Path, name: str) -> DataSetPart:
    with Workspace(home / "demo.db").unit() as unit:
        return next(one for one in unit.records.select(DataSetPart) if one.name == name)


def opened(show: Show, kind: str, record_id: str, language: str = "ja") -> AppTest:
    at = show("purposes", language=language, tab="data_sets")
    at.session_state[OPEN_DIALOG] = (kind, {"record_id": record_id})
    return at.run()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_data_past_their_period_stand_below_the_data_sets_the_oldest_first(
    demo_home: Path, show: Show, language: str
) -> None:
    at = show("purposes", language=language, tab="data_sets")
    past = tables(at)[-1].value
    assert list(past.columns)[:3] == ["state", "what", "over"]
    assert len(past) == 3
    years = [re.search(r"20\d\d", day) for day in past["over"]]
    assert [year.group() for year in years if year] == ["2024", "2025", "2025"]


def test_an_erasure_is_noted_in_its_form(demo_home: Path, show: Show) -> None:
    part = the_part(demo_home, "名刺と担当者")
    at = opened(show, "own_erasure", part.id)
    at.date_input(key="erasure_erased_on").set_value(today()).run()
    at.button(key="erasure_save").click().run()
    assert not at.exception
    with Workspace(demo_home / "demo.db").unit() as unit:
        [done] = unit.records.select(OwnErasure, "data_set_part_id = :id", {"id": part.id})
    assert done.noted_by == "us01"


def test_data_under_a_legal_hold_are_not_erased_and_the_form_says_why(demo_home: Path, show: Show) -> None:
    part = the_part(demo_home, "百貨店から預かった会員")
    at = opened(show, "own_erasure", part.id)
    assert any("百貨店との精算の協議" in str(one.value) for one in at.warning)
    at.date_input(key="erasure_erased_on").set_value(today()).run()
    at.button(key="erasure_save").click().run()
    assert any("保全を解いてから" in str(one.value) for one in (*at.warning, *at.error, *at.markdown))
    with Workspace(demo_home / "demo.db").unit() as unit:
        assert unit.records.select(OwnErasure, "data_set_part_id = :id", {"id": part.id}) == []


def test_the_duty_to_keep_is_recorded_once_for_a_data_set(demo_home: Path, show: Show) -> None:
    with Workspace(demo_home / "demo.db").unit() as unit:
        known = {one.data_set_id for one in unit.records.select(KeepingDuty)}
        row = unit.query("SELECT id FROM data_set WHERE name = '旧通信販売の顧客'")[0]
    assert row["id"] not in known
    at = opened(show, "keeping_duty", str(row["id"]))
    at.number_input(key="duty_duty_months").set_value(0)
    at.segmented_control(key="duty_is_held").set_value(False)
    at.button(key="duty_save").click().run()
    assert not at.exception
    with Workspace(demo_home / "demo.db").unit() as unit:
        [duty] = unit.records.select(KeepingDuty, "data_set_id = :id", {"id": row["id"]})
    assert (duty.duty_months, duty.is_held) == (0, False)
