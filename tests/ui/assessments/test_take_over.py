"""審査 on an older version of its pack: what the newer one would do to the answers, and the way over to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sakimori.clock import today
from sakimori.domain.codes import AssessmentState
from sakimori.domain.questions.assessment import Assessment
from sakimori.services.assessments.pack_upgrade import TakeOver, offered_take_over
from sakimori.services.assessments.sheet import load_sheet
from sakimori.services.kernel.workspace import Workspace
from ui.assessments.packs.test_packs import AUDITOR, CLOUD, a_cloud_draft, add_version, said
from ui.conftest import Show

DO, OPEN = "take_over_do", "take_over_open"


def keys(at: AppTest) -> set[str]:
    return {str(one.key) for one in at.button}


def offer(home: Path, folder: Path, assessment_id: str) -> TakeOver:
    offered = offered_take_over(Workspace(home / "demo.db", pack_folder=folder), assessment_id)
    assert offered is not None
    return offered


def of_party(home: Path, party_id: str, version: str) -> list[Assessment]:
    with Workspace(home / "demo.db").unit() as unit:
        found = unit.records.select(Assessment, "third_party_id = :party", {"party": party_id})
    return [one for one in found if (one.pack_id, one.pack_version) == (CLOUD, version)]


def test_nothing_is_offered_on_the_newest_version(demo_home: Path, show: Show) -> None:
    assert OPEN not in keys(show("assess", id=a_cloud_draft(demo_home).id))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_newer_version_tells_which_answers_stay_and_which_questions_are_asked_again(
    demo_home: Path, folder: Path, show: Show, language: str
) -> None:
    add_version(folder)
    draft = a_cloud_draft(demo_home)
    planned = offer(demo_home, folder, draft.id)
    assert planned.again == ("C-04",)
    at = show("assess", id=draft.id, language=language)
    text = said(at)
    assert ("新しい版 3.0 があります" if language == "ja" else "There is a newer version, 3.0") in text
    kept = f"そのまま残る回答 {len(planned.kept)}問" if language == "ja" else f"answers that stay: {len(planned.kept)} "
    assert kept in text
    assert ("再質問 1問" if language == "ja" else "asked again: 1 question") in text
    assert "C-04　" in text


def test_an_assessment_is_taken_over_once_somebody_has_confirmed(demo_home: Path, folder: Path, show: Show) -> None:
    add_version(folder)
    draft = a_cloud_draft(demo_home)
    kept = offer(demo_home, folder, draft.id).kept
    at = show("assess", id=draft.id)
    at.button(key=OPEN).click().run()
    assert at.button(key=DO).disabled
    at.checkbox(key="take_over_confirm").check().run()
    at.button(key=DO).click().run()
    assert not at.exception
    (begun,) = of_party(demo_home, draft.third_party_id, "3.0")
    assert at.query_params["id"] == begun.id
    assert (begun.state, begun.group, begun.due_on) == (AssessmentState.DRAFT, draft.group, draft.due_on)
    with Workspace(demo_home / "demo.db").unit() as unit:
        assert set(load_sheet(unit, begun.id).answers) == set(kept)
        assert unit.records.get(Assessment, draft.id).state is AssessmentState.CANCELLED
    assert OPEN not in keys(at)


def test_a_version_that_came_after_the_dialog_opened_is_not_taken_unseen(
    demo_home: Path, folder: Path, show: Show
) -> None:
    add_version(folder)
    draft = a_cloud_draft(demo_home)
    at = show("assess", id=draft.id)
    at.button(key=OPEN).click().run()
    at.checkbox(key="take_over_confirm").check().run()
    newer = (folder / f"{CLOUD}@3.0.yaml").read_text(encoding="utf-8").replace('version: "3.0"', 'version: "3.1"', 1)
    (folder / f"{CLOUD}@3.1.yaml").write_text(newer, encoding="utf-8")
    at.button(key=DO).click().run()
    assert not at.exception
    assert DO not in keys(at)
    assert any("もうありません" in str(one.value) for one in at.info)
    with Workspace(demo_home / "demo.db").unit() as unit:
        assert unit.records.get(Assessment, draft.id).state is AssessmentState.DRAFT


def test_a_refusal_is_said_in_the_dialog(demo_home: Path, folder: Path, show: Show) -> None:
    add_version(folder)
    draft = a_cloud_draft(demo_home)
    at = show("assess", id=draft.id)
    at.button(key=OPEN).click().run()
    at.checkbox(key="take_over_confirm").check().run()
    for path in folder.glob(f"{CLOUD}@*.yaml"):
        if path.name != f"{CLOUD}@{draft.pack_version}.yaml":
            path.unlink()
    at.button(key=DO).click().run()
    assert not at.exception
    with Workspace(demo_home / "demo.db").unit() as unit:
        assert unit.records.get(Assessment, draft.id).state is AssessmentState.DRAFT


def test_the_auditor_and_another_day_are_offered_nothing(demo_home: Path, folder: Path, show: Show) -> None:
    add_version(folder)
    draft = a_cloud_draft(demo_home)
    assert OPEN not in keys(show("assess", person=AUDITOR, id=draft.id))
    ahead = today().replace(year=today().year + 1, day=1).isoformat()
    assert OPEN not in keys(show("assess", id=draft.id, on=ahead))


def test_an_assessment_that_was_handed_in_is_offered_nothing(demo_home: Path, folder: Path, show: Show) -> None:
    add_version(folder)
    with Workspace(demo_home / "demo.db").unit() as unit:
        found = unit.records.select(Assessment, "pack_id = :pack AND state = 'submitted'", {"pack": CLOUD})
    assert found
    assert OPEN not in keys(show("assess", id=found[0].id))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_broken_file_of_a_pack_is_told_and_answering_goes_on(
    demo_home: Path, folder: Path, show: Show, language: str
) -> None:
    (folder / f"{CLOUD}@9.0.yaml").write_text("id: [\n", encoding="utf-8")
    at = show("assess", id=a_cloud_draft(demo_home).id, language=language)
    assert any(
        ("回答は続けられます" if language == "ja" else "go on answering") in str(one.value) for one in at.warning
    )
    assert "assess_next" in keys(at)
