"""The beginning of a company's own workspace."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kit.builders import AT
from kit.homes import lies_at
from sakimori.domain.codes import UserRole
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.user import Actor
from sakimori.errors import InvalidValueError, MyNumberError, StateError
from sakimori.services.audit.view import verify
from sakimori.services.kernel.judge_queue import is_behind
from sakimori.services.kernel.workspace import Workspace, standing
from sakimori.services.own_company.write import begin_workspace
from sakimori.services.settings.users import change_user, list_users
from sakimori.store.key_files import SIGNING, key_file, new_key, read_key, write_key


def begun(path: Path) -> Workspace:
    return begin_workspace(
        lies_at(path), company="  株式会社　あおば商会 ", person=" 山本 恵 ", department="法務部", at=AT
    )


def test_a_new_workspace_knows_the_company_and_its_first_person(tmp_path: Path) -> None:
    workspace = begun(tmp_path / "own.db")

    [person] = list_users(workspace)
    with workspace.unit() as unit:
        own = unit.records.get(ThirdParty, SELF_ID)
    assert (person.name, person.department, person.roles) == ("山本 恵", "法務部", frozenset(UserRole))
    assert own.legal_name == "株式会社 あおば商会"
    assert (workspace.meta("kind"), workspace.meta("name")) == ("own", "株式会社 あおば商会")
    with workspace.unit() as unit:
        assert not is_behind(unit)


def test_the_first_entries_of_the_trail_are_the_beginning_by_the_first_person(tmp_path: Path) -> None:
    workspace = begun(tmp_path / "own.db")

    [person] = list_users(workspace)
    with workspace.unit() as unit:
        lines = unit.trail.lines()
    assert [(line.entry.action, line.entry.actor) for line in lines] == [("workspace.begun", person.id)] * 2


def test_a_second_beginning_is_refused_and_leaves_the_first_as_it_was(tmp_path: Path) -> None:
    before = begun(tmp_path / "own.db").head()

    with pytest.raises(StateError):
        begun(tmp_path / "own.db")

    assert Workspace(tmp_path / "own.db").head() == before


@pytest.mark.parametrize(
    ("company", "person", "refusal"),
    [
        ("", "山本 恵", InvalidValueError),
        ("あおば", " ", InvalidValueError),
        ("あおば", "1234 5678 9018", MyNumberError),
    ],
)
def test_a_refused_beginning_leaves_no_file(
    tmp_path: Path, company: str, person: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        begin_workspace(lies_at(tmp_path / "own.db"), company=company, person=person, department="", at=AT)

    assert list(tmp_path.iterdir()) == []
    assert standing(lies_at(tmp_path / "own.db")) is None


def test_a_blank_name_is_called_blank_and_not_quoted(tmp_path: Path) -> None:
    with pytest.raises(InvalidValueError) as refused:
        begin_workspace(tmp_path / "own.db", company="株式会社みどり", person=" ", department="", at=AT)
    assert refused.value.message("ja") == "氏名が空です。氏名を入れてください。"
    assert "“”" not in refused.value.message("en")


def test_the_key_that_signed_the_first_entries_signs_the_next_ones(tmp_path: Path) -> None:
    workspace = begun(tmp_path / "own.db")
    [founder] = list_users(workspace)
    actor = Actor(founder.id, founder.name, founder.roles)
    change_user(workspace, replace(founder, department="総務部"), actor=actor, at=AT)
    found = verify(workspace)
    assert (found.is_intact, found.notes) == (True, ())


def test_a_key_that_lies_there_already_is_used_and_not_lost(tmp_path: Path) -> None:
    path, key = tmp_path / "own.db", new_key()
    write_key(key_file(path, SIGNING), key)
    workspace = begun(path)
    assert read_key(key_file(path, SIGNING)) == key
    assert verify(workspace).is_intact
