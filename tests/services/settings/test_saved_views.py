"""Saved views: each person has their own, by name; what is kept is what an address says, and the trail knows of it."""

from __future__ import annotations

from functools import partial

import pytest

from kit.asking import AT, AUDITOR, COMPLIANCE, SALES, a_workspace_of
from sakimori.domain.user import Actor
from sakimori.errors import ConflictError, InvalidValueError, MyNumberError, NotFoundError, StateError
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.saved_views import LONGEST_NAME, MOST, remove_view, rename_view, save_view, saved_views

OVERDUE = [("whose", "mine"), ("due", "overdue"), ("dep", "総務部"), ("dep", "情報システム部")]


@pytest.fixture
def workspace() -> Workspace:
    return a_workspace_of()


def names(workspace: Workspace, actor: Actor) -> list[str]:
    return [one.name for one in saved_views(workspace, actor=actor)]


@pytest.mark.parametrize("actor", [COMPLIANCE, SALES, AUDITOR], ids=lambda one: one.id)
def test_everybody_keeps_views_of_their_own_and_sees_nobody_elses(workspace: Workspace, actor: Actor) -> None:
    save_view(workspace, "自分の期限切れ", page="gaps", query=OVERDUE, actor=actor, at=AT)
    others = [one for one in (COMPLIANCE, SALES, AUDITOR) if one != actor]
    assert names(workspace, actor) == ["自分の期限切れ"]
    assert [names(workspace, one) for one in others] == [[], []]
    [view] = saved_views(workspace, actor=actor)
    assert view.query == (
        "whose=mine&due=overdue&dep=%E7%B7%8F%E5%8B%99%E9%83%A8&dep="
        "%E6%83%85%E5%A0%B1%E3%82%B7%E3%82%B9%E3%83%86%E3%83%A0%E9%83%A8"
    )


def test_a_view_is_renamed_and_deleted_by_its_owner_alone_and_the_trail_says_so(workspace: Workspace) -> None:
    view = save_view(workspace, "期限切れ", page="gaps", query=OVERDUE, actor=COMPLIANCE, at=AT).record
    for refused in (
        partial(rename_view, workspace, view.id, "別の名前", actor=SALES, at=AT),
        partial(remove_view, workspace, view.id, actor=SALES, at=AT),
    ):
        with pytest.raises(NotFoundError):
            refused()
    renamed = rename_view(workspace, view.id, "  今週の 期限切れ ", actor=COMPLIANCE, at=AT, seen=view.version).record
    assert names(workspace, COMPLIANCE) == ["今週の 期限切れ"]
    with pytest.raises(ConflictError):
        remove_view(workspace, view.id, actor=COMPLIANCE, at=AT, seen=view.version)
    remove_view(workspace, view.id, actor=COMPLIANCE, at=AT, seen=renamed.version)
    assert names(workspace, COMPLIANCE) == []
    with pytest.raises(NotFoundError):
        rename_view(workspace, view.id, "戻す", actor=COMPLIANCE, at=AT)
    with workspace.unit() as unit:
        lines = unit.trail.lines(record_kind="saved_view", record_id=view.id)
    assert [line.entry.action for line in lines] == ["view.removed", "view.renamed", "view.saved"]
    save_view(workspace, "今週の 期限切れ", page="gaps", query=(), actor=COMPLIANCE, at=AT)


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "あ" * (LONGEST_NAME + 1), "済み", " 済み "])
def test_a_name_is_short_and_not_yet_taken(workspace: Workspace, name: str) -> None:
    save_view(workspace, "済み", page="gaps", query=(), actor=COMPLIANCE, at=AT)
    other = save_view(workspace, "ほか", page="gaps", query=(), actor=COMPLIANCE, at=AT).record
    with pytest.raises(InvalidValueError):
        save_view(workspace, name, page="gaps", query=(), actor=COMPLIANCE, at=AT)
    with pytest.raises(InvalidValueError):
        rename_view(workspace, other.id, name, actor=COMPLIANCE, at=AT)
    assert names(workspace, COMPLIANCE) == ["ほか", "済み"]


@pytest.mark.parametrize("page", ["", "../etc", "http://x", "gaps?x=1", "A", "a" * 41])
def test_a_page_is_a_plain_name(workspace: Workspace, page: str) -> None:
    with pytest.raises(InvalidValueError):
        save_view(workspace, "名前", page=page, query=(), actor=COMPLIANCE, at=AT)


def test_an_address_is_kept_up_to_a_length_and_a_person_has_so_many(workspace: Workspace) -> None:
    with pytest.raises(InvalidValueError):
        save_view(workspace, "長い", page="gaps", query=[("q", "x" * 2_000)], actor=COMPLIANCE, at=AT)
    for number in range(MOST):
        save_view(workspace, f"表示 {number}", page="gaps", query=(), actor=COMPLIANCE, at=AT)
    with pytest.raises(StateError):
        save_view(workspace, "もう一つ", page="gaps", query=(), actor=COMPLIANCE, at=AT)
    save_view(workspace, "もう一つ", page="gaps", query=(), actor=SALES, at=AT)


@pytest.mark.parametrize("number", ["1234 5678 9018", "１２３４５６７８９０１８"])
def test_a_personal_number_stands_neither_in_a_name_nor_in_an_address(workspace: Workspace, number: str) -> None:
    view = save_view(workspace, "名前", page="gaps", query=(), actor=COMPLIANCE, at=AT).record
    for refused in (
        partial(save_view, workspace, number, page="gaps", query=(), actor=COMPLIANCE, at=AT),
        partial(save_view, workspace, "二つ目", page="gaps", query=[("q", number)], actor=COMPLIANCE, at=AT),
        partial(rename_view, workspace, view.id, number, actor=COMPLIANCE, at=AT),
    ):
        with pytest.raises(MyNumberError):
            refused()
    assert names(workspace, COMPLIANCE) == ["名前"]
