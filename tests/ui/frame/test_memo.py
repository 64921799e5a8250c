"""What pages make once and share: by whom, and on which day, it is looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sakimori.clock import now, today
from sakimori.domain.codes import UserRole
from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import NEWEST
from sakimori.services.kernel.unit import put_meta
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.session import Page, memo

ACTOR = Actor("us1", "山田 太郎", frozenset(UserRole))


class Figures:
    """Something that is made of the records."""


def a_page(workspace: Workspace) -> Page:
    return Page(workspace, ACTOR, today(), today(), now(), 1, "a", is_demo=False)


def test_what_is_made_is_shared_by_everybody_who_looks(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "own.db")
    page = a_page(workspace)

    def figures() -> Figures:
        workspace.meta("name")
        return Figures()

    made = memo(page, "figures", figures)
    assert memo(replace(page, number=2, head="b"), "figures", figures) is made, "nothing that it reads was written"
    assert memo(page, "figures", figures, "narrowed") is not made
    assert memo(replace(page, on=page.on + timedelta(days=1)), "figures", figures) is not made
    assert (
        memo(replace(page, drawn_for=Actor("us2", "森", frozenset({UserRole.SALES}))), "figures", figures) is not made
    )


def test_what_is_drawn_of_figures_is_drawn_anew_with_them(tmp_path: Path) -> None:
    page, figures, newer = a_page(Workspace(tmp_path / "own.db")), Figures(), Figures()
    drawn = memo(page, "drawing", Figures, of=figures)
    assert memo(page, "drawing", Figures, of=figures) is drawn
    assert memo(page, "drawing", Figures, of=newer) is not drawn


def test_what_was_made_before_a_write_is_made_anew(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "own.db")
    page = a_page(workspace)
    name = lambda: workspace.meta("name")  # noqa: E731
    assert memo(page, "name", name) is None
    with workspace.writing() as unit:
        put_meta(unit, "name", "当社")
    assert memo(page, "name", name) == "当社"


def test_today_is_read_as_it_stands_now_and_a_past_day_as_it_was_known(tmp_path: Path) -> None:
    page = a_page(Workspace(tmp_path / "own.db"))
    assert page.known == page.as_of.number == NEWEST
    past = replace(page, on=page.on - timedelta(days=1))
    assert past.known == past.as_of.number == page.number
