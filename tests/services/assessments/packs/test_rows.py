"""The packs that we have: versions, where each is used, what needs work, and what stands in one of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kit.assessing import FILLER, PACK_ID, PACKS, a_decided, a_draft, an_assessing_workspace, later_pack
from kit.builders import AT, a_workspace, an_actor
from kit.files.question_sheets import book
from sakimori.domain.codes import AssessmentState
from sakimori.domain.questions.pack import TextRights
from sakimori.exchange.packs.folder import load_pack
from sakimori.exchange.questionnaires.ours.pack_matching import shareable
from sakimori.exchange.questionnaires.ours.private_pack import Polarity
from sakimori.services.assessments.gap_pack import make_gap_pack
from sakimori.services.assessments.opening import cancel_assessment
from sakimori.services.assessments.packs.questions import languages_of, read_sections
from sakimori.services.assessments.packs.rows import PackOrigin, PackRow, pack_rows
from sakimori.services.assessments.packs.shelf import withdraw_private
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.questionnaires.intake import plan_questionnaire, take_in
from sakimori.services.questionnaires.plan import NewPack, Target
from sakimori.services.questionnaires.reading import read_file

SENT = (("No.", "質問", "回答"), ("1", "入退室を記録していますか", ""), ("2", "持出しを禁じていますか", ""))
FORM = NewPack("客先の確認票", Polarity.YES, "みなも商事", "社外への転載を禁じます。")


def rows(workspace: Workspace, number: int | None = None) -> dict[str, PackRow]:
    return {row.id: row for row in pack_rows(workspace, number=workspace.head()[0] if number is None else number)}


def a_private(workspace: Workspace) -> str:
    """The record of a form that somebody sent."""
    file = read_file(workspace, book(*SENT), "客先.xlsx")
    plan = plan_questionnaire(workspace, file, Target(), FORM, actor=an_actor())
    done = take_in(workspace, plan, FORM, actor=an_actor(), at=AT)
    assert done.registered is not None
    return done.registered.id


def test_a_pack_tells_where_it_is_under_way_and_where_decided() -> None:
    workspace, party = an_assessing_workspace()
    a_decided(workspace, party)
    draft = a_draft(workspace, party)
    row = rows(workspace)[PACK_ID]
    assert [use.assessment.id for use in row.running] == [draft]
    assert len(row.decided) == 1
    assert (row.whose, row.is_on_shelf, row.behind, row.problems) == (PackOrigin.OURS, True, (), ())
    assert row.uses[0].party == party.legal_name


def test_an_assessment_is_behind_once_a_later_version_lies_in_the_folder(tmp_path: Path) -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    workspace.pack_folder = later_pack(tmp_path)
    row = rows(workspace)[PACK_ID]
    assert [one.pack.version for one in row.versions] == ["1.0", "1.1"]
    assert [use.assessment.id for use in row.behind] == [draft]
    cancel_assessment(workspace, draft, reason="取り違え", actor=FILLER, at=AT)
    assert rows(workspace)[PACK_ID].behind == ()


def test_a_file_that_breaks_the_format_leaves_the_others_readable(tmp_path: Path) -> None:
    workspace, _party = an_assessing_workspace()
    workspace.pack_folder = later_pack(tmp_path, ('groups: ["full"]', 'groups: ["deep"]'))
    (tmp_path / "other@1.0.yaml").mkdir()
    found = pack_rows(workspace, number=workspace.head()[0])
    assert {row.id for row in found[:2]} == {PACK_ID, "other"}
    ours, other = rows(workspace)[PACK_ID], rows(workspace)["other"]
    assert [one.pack.version for one in ours.versions] == ["1.0"]
    assert {problem.file for problem in ours.problems} == {f"{PACK_ID}@1.1.yaml"}
    assert (other.newest, [problem.line for problem in other.problems]) == (None, [1])


def test_a_version_whose_file_was_edited_after_it_was_sent_is_told(tmp_path: Path) -> None:
    workspace, party = an_assessing_workspace()
    a_draft(workspace, party)
    assert rows(workspace)[PACK_ID].altered == ()
    later_pack(tmp_path, version="1.1")
    edited = (PACKS / f"{PACK_ID}@1.0.yaml").read_text(encoding="utf-8").replace("暗号化していますか", "守っていますか")
    (tmp_path / f"{PACK_ID}@1.0.yaml").write_text(edited, encoding="utf-8")
    (tmp_path / f"{PACK_ID}@1.1.yaml").unlink()
    workspace.pack_folder = tmp_path
    assert [one.pack.version for one in rows(workspace)[PACK_ID].altered] == ["1.0"]


def test_a_pack_whose_file_is_gone_can_still_be_read_as_it_was_sent(tmp_path: Path) -> None:
    workspace, party = an_assessing_workspace()
    a_draft(workspace, party)
    workspace.pack_folder = tmp_path
    row = rows(workspace)[PACK_ID]
    assert not row.is_on_shelf
    assert row.newest is not None
    assert row.newest.pack.question("Q-3").text.ja == "暗号化していますか。"
    assert row.behind == ()


def test_a_private_pack_is_known_from_the_day_it_came_in_and_says_when_it_was_withdrawn() -> None:
    workspace = a_workspace()
    before = workspace.head()[0]
    record_id = a_private(workspace)
    came = workspace.head()[0]
    private = next(row for row in rows(workspace).values() if row.whose is PackOrigin.PRIVATE)
    withdraw_private(workspace, record_id, reason="古い", actor=an_actor(), at=AT)
    assert private.id not in rows(workspace, before)
    assert rows(workspace, came)[private.id].is_on_shelf
    now = rows(workspace)[private.id]
    assert not now.is_on_shelf
    assert now.newest is not None
    assert now.newest.pack.source.licence == FORM.licence


def test_questions_that_are_asked_again_belong_to_the_pack_from_which_they_come() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    short = make_gap_pack(workspace, draft, actor=FILLER, at=AT)
    found = rows(workspace)
    assert [record.pack_id for record in found[PACK_ID].gap_packs] == [short.id]
    assert found[short.id].whose is PackOrigin.GAPS


def test_what_was_known_earlier_is_told_of_an_earlier_entry() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    opened = workspace.head()[0]
    cancel_assessment(workspace, draft, reason="取り違え", actor=FILLER, at=AT)
    assert [use.assessment.state for use in rows(workspace, opened)[PACK_ID].uses] == [AssessmentState.DRAFT]
    assert rows(workspace)[PACK_ID].running == ()


def test_a_search_needs_every_word_and_reads_both_languages_and_the_choices() -> None:
    pack = load_pack((PACKS / f"{PACK_ID}@1.0.yaml").read_bytes(), f"{PACK_ID}@1.0.yaml")

    def found(words: str, group: str = "") -> list[str]:
        return [one.id for section in read_sections(pack, group=group, words=words) for one in section.questions]

    assert found("ｑ-10") == ["Q-10"]
    assert found("encrypted") == ["Q-3"]
    assert found("媒体 紙") == ["Q-7"]
    assert found("媒体 暗号") == []
    assert len(found("")) == len(found("", "full")) == len(pack.questions)
    assert found("", "light") == []
    assert [section.id for section in read_sections(pack)] == ["1", "2"]


def test_a_private_pack_is_in_one_language_and_ids_are_in_none() -> None:
    pack = load_pack((PACKS / f"{PACK_ID}@1.0.yaml").read_bytes(), f"{PACK_ID}@1.0.yaml")
    assert languages_of(pack) == ("ja", "en")
    theirs = replace(pack, source=replace(pack.source, text_rights=TextRights.USER_SUPPLIED))
    assert languages_of(theirs) == ("ja",)
    assert languages_of(shareable(theirs)) == ()
