"""One broken file of packs is passed over with its reason; the others work."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kit.builders import a_third_party, a_workspace
from sakimori.exchange.packs.folder import SHELF
from sakimori.services.assessments.packs.shelf import (
    list_packs,
    pack_named,
    packs_on_shelf,
    shelf,
    show_pack,
    skipped_files,
)
from sakimori.services.parties.view import tier_preview

BROKEN = ["id: [\n", "", "\x00\xff", 'format: "vendor-questionnaire/1"\nid: "lone"\n']


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in SHELF.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    return tmp_path


@pytest.mark.parametrize("content", BROKEN, ids=["yaml", "empty", "no text", "half"])
def test_a_broken_file_is_passed_over_and_said_and_the_others_are_there(folder: Path, content: str) -> None:
    whole = {one.id for one in list_packs(folder=folder)}
    (folder / "lone@1.0.yaml").write_bytes(content.encode("latin-1"))
    assert {one.id for one in list_packs(folder=folder)} == whole
    assert {problem.file for problem in skipped_files(folder=folder)} == {"lone@1.0.yaml"}
    assert all(problem.message.ja and problem.fix.en for problem in skipped_files(folder=folder))
    assert skipped_files(pack_id="jp-cloud", folder=folder) == ()
    workspace = a_workspace()
    workspace.pack_folder = folder
    assert {pack.id for pack in packs_on_shelf(workspace)} == whole
    assert tier_preview(workspace, a_third_party()).packs


def test_where_the_newest_version_is_broken_the_one_before_it_is_asked(folder: Path) -> None:
    newest = show_pack("jp-cloud", folder=folder).version
    path = folder / f"jp-cloud@{newest}.yaml"
    broken = path.read_text(encoding="utf-8").replace('severity: "high"', 'severity: "grave"', 1)
    path.write_text(broken, encoding="utf-8")
    assert pack_named("jp-cloud", folder=folder).version < newest
    assert {one.id for one in shelf(folder)} == {
        "jp-ai",
        "jp-cloud",
        "jp-cloud-handling",
        "jp-processor",
        "jp-recipient",
    }
    assert {problem.file for problem in skipped_files(pack_id="jp-cloud", folder=folder)} == {path.name}


def test_a_file_that_is_mended_is_read_again(folder: Path) -> None:
    lone = folder / "lone@1.0.yaml"
    lone.write_text("id: [\n", encoding="utf-8")
    assert skipped_files(folder=folder)
    lone.unlink()
    assert skipped_files(folder=folder) == ()
