"""Whoever decides for his own third party is told before that it does not count there, and who else may decide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kit.asking import ADMIN, AT, COMPLIANCE, a_workspace_today
from sakimori.domain.codes import UserRole
from sakimori.domain.records.hand_over import Judgement
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.users import add_user

Show = Callable[..., AppTest]
FLOW = "fl1"
COUNTS_NOT = {"ja": "の担当はあなたなので、あなたが認めても", "en": "your approval does not count"}


def a_workspace(home: Path, monkeypatch: pytest.MonkeyPatch, **given: Any) -> Workspace:
    monkeypatch.setenv("SAKIMORI_HOME", str(home))
    return a_workspace_today(home, **given)


def told(at: AppTest, language: str = "ja") -> list[str]:
    """What is said of one's own decision, in the dialog alone."""
    assert not at.exception
    return [str(one.value) for one in at.caption if COUNTS_NOT[language] in str(one.value)]


def asked(show: Show, **more: Any) -> AppTest:
    """The question of a flow, opened to be decided."""
    at = show("flow", person=COMPLIANCE.id, flow=FLOW, **more)
    assert told(at, more.get("language", "ja")) == []
    at.session_state["party_dialog"] = ("hand_over_decide", {"flow_id": FLOW, "rule_id": "A-IT5"})
    at.run()
    assert at.button(key="hand_over_decide_do").disabled
    return at


def test_who_is_not_responsible_decides_without_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, show: Show
) -> None:
    a_workspace(tmp_path, monkeypatch, facts={"own_duty": True})
    assert told(asked(show)) == []


@pytest.mark.parametrize(("language", "nobody"), [("ja", "ほかに認められる人がいない"), ("en", "nobody else may")])
def test_who_is_responsible_is_told_that_nobody_else_may_decide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, show: Show, language: str, nobody: str
) -> None:
    a_workspace(tmp_path, monkeypatch, facts={"own_duty": True}, recipient={"owner_id": COMPLIANCE.id})
    (words,) = told(asked(show, language=language), language)
    assert nobody in words


def test_who_is_responsible_is_told_who_else_may_and_it_does_not_count_as_was_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, show: Show
) -> None:
    workspace = a_workspace(tmp_path, monkeypatch, facts={"own_duty": True}, recipient={"owner_id": COMPLIANCE.id})
    add_user(
        workspace, name="法務 *二*", department="", roles=frozenset({UserRole.COMPLIANCE}), user_id="us6", actor=ADMIN,
        at=AT,
    )  # fmt: skip
    at = asked(show)
    (words,) = told(at)
    assert r"ほかに認められる人：法務 \*二\*）" in words
    assert "営業" not in words
    at.segmented_control(key="hand_over_decide_holds").set_value(True).run()
    at.text_area(key="hand_over_decide_reason").set_value("当社のためだけに扱う").run()
    at.button(key="hand_over_decide_do").click().run()
    with workspace.unit() as unit:
        assert [judgement.decided_by for judgement in unit.records.select(Judgement)] == [COMPLIANCE.id]
    assert any("照会者本人の判断" in str(line.value) for line in at.markdown)


def test_the_approval_of_a_grave_hand_over_says_it_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, show: Show
) -> None:
    a_workspace(tmp_path, monkeypatch, recipient={"owner_id": COMPLIANCE.id})
    at = show("flow", person=COMPLIANCE.id, flow=FLOW)
    at.session_state["party_dialog"] = ("hand_over_approve", {"flow_id": FLOW})
    assert len(told(at.run())) == 1
