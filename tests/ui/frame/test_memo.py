"""What pages make once and share: one version of it stays."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

from sakimori.clock import now, today
from sakimori.domain.codes import UserRole
from sakimori.domain.user import Actor
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.session import Page, memo

ACTOR = Actor("us1", "山田 太郎", frozenset(UserRole))


class Figures:
    """Something that is made of the records."""


def at_head(workspace: Workspace, head: str) -> Page:
    return Page(workspace, ACTOR, today(), today(), now(), 1, head, is_demo=False)


def test_what_is_made_is_shared_by_everybody_who_looks(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "own.db")
    made = memo(at_head(workspace, "a"), "figures", Figures)
    assert memo(at_head(workspace, "a"), "figures", Figures) is made
    assert memo(at_head(workspace, "a"), "figures", Figures, "narrowed") is not made


def test_what_was_made_before_a_write_does_not_stay(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "own.db")
    older = [
        weakref.ref(memo(at_head(workspace, "a"), "figures", Figures, narrowed)) for narrowed in ("", "mine", "late")
    ]
    newer = memo(at_head(workspace, "b"), "figures", Figures)
    gc.collect()
    assert [each() for each in older] == [None, None, None]
    assert memo(at_head(workspace, "b"), "figures", Figures) is newer


def test_a_part_drawn_for_an_older_head_throws_nothing_away(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "own.db")
    memo(at_head(workspace, "a"), "figures", Figures)
    newer = memo(at_head(workspace, "b"), "figures", Figures)
    memo(at_head(workspace, "a"), "figures", Figures)
    assert memo(at_head(workspace, "b"), "figures", Figures) is newer
