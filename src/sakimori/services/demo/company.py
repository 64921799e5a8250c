"""The demo workspace: its people first, then everything that happened, in the order of its days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from sakimori.domain.codes import UserRole
from sakimori.domain.days import JST
from sakimori.domain.user import Actor
from sakimori.services.rollover import mark_current
from sakimori.services.users import add_user
from sakimori.services.workspace import Workspace

DEMO_KIND = "demo"
COMPANY = "みなと青葉商事株式会社"
MONTHS = 18

Progress = Callable[[float], None]

_PEOPLE: tuple[tuple[str, str, str, frozenset[UserRole]], ...] = (
    ("us01", "佐藤 美咲", "法務部", frozenset({UserRole.COMPLIANCE})),
    ("us02", "高橋 健", "購買部", frozenset({UserRole.PROCUREMENT})),
    ("us03", "井上 透", "営業本部", frozenset({UserRole.SALES})),
    ("us04", "加藤 誠", "内部監査室", frozenset({UserRole.AUDITOR})),
    ("us05", "渡辺 淳", "総務部", frozenset({UserRole.ADMIN})),
    ("us06", "森 さくら", "情報システム部", frozenset({UserRole.PROCUREMENT})),
    ("us07", "小林 慎", "法務部", frozenset({UserRole.COMPLIANCE})),
    ("us08", "中村 由紀", "購買部", frozenset({UserRole.PROCUREMENT})),
)

FOUNDER = Actor("demo", "デモ", frozenset(UserRole))
"""Who set the demo up: in the trail it stands under its own name."""


def morning(day: date, *, hour: int = 10) -> datetime:
    """An hour of a working day in Japan."""
    return datetime.combine(day, time(hour), tzinfo=JST)


def make_demo(path: Path | str | None, *, on: date, progress: Progress | None = None) -> Workspace:
    """Make the demo workspace in a new file (or in memory), as it stands on a day.

    The ids come from a fixed seed, so that two demos of one day are alike.
    """
    seed = Random(20220401)  # noqa: S311 - ids of a demo, no secret
    workspace = Workspace(ids=lambda prefix: f"{prefix}_{seed.getrandbits(48):012x}")
    begin = on - timedelta(days=MONTHS * 30)
    for user_id, name, department, roles in _PEOPLE:
        add_user(
            workspace, name=name, department=department, roles=roles, user_id=user_id, actor=FOUNDER, at=morning(begin)
        )
    workspace.set_meta(kind=DEMO_KIND, name=COMPANY)
    mark_current(workspace)
    if progress:
        progress(1.0)
    return workspace if path is None else _saved(workspace, Path(path), ids=workspace.ids)


def _saved(made: Workspace, path: Path, *, ids: Callable[[str], str]) -> Workspace:
    """Put a database that was made in memory into its file in one step, so that nobody ever opens half a demo."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".making")
    unfinished.unlink(missing_ok=True)
    made.save_copy(unfinished)
    unfinished.replace(path)
    return Workspace(path, ids=ids)
