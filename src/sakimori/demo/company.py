"""The demo workspace: its people first, then everything that happened, in the order of its days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from pathlib import Path
from random import Random
from typing import Any

from sakimori.demo.actors import Hands
from sakimori.demo.dossiers import papers_of
from sakimori.demo.hand_overs import clearances, releases
from sakimori.demo.own_company import asked, own_registers
from sakimori.demo.script import Story, story_of
from sakimori.demo.steps import read_entries
from sakimori.demo.third_parties import COMPANY, corporate_number, read_cast
from sakimori.domain.codes import KindOfBody, UserRole
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.days import JST
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.services.kernel.rollover import mark_current
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import edit
from sakimori.services.requests.stops import hold_key_beside, keep_key_beside
from sakimori.services.settings.users import add_user, list_users, record_leaving

DEMO_KIND = "demo"
MONTHS = 18

_NOT_A_DEMO = Text(
    "このファイルはデモではありません。別の場所を指定してください。", "This file is no demo. Name another place."
)

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
    ("us09", "山本 彩", "法務部", frozenset({UserRole.COMPLIANCE})),
)

_OURSELVES: dict[str, Any] = {
    "kana": "ミナトアオバショウジ",
    "english_name": "Minato Aoba Trading Co., Ltd.",
    "corporate_number": corporate_number(0),
    "address": "東京都架空区一丁目1番1号",
    "representative": "架空 太郎",
    "country": "JP",
    "kind_of_body": KindOfBody.COMPANY,
    "website": "https://www.example.jp",
}
"""What the made-up company says of itself in public."""

FOUNDER = Actor("demo", "デモ", frozenset(UserRole))
"""Who set the demo up: in the trail it stands under its own name."""


def morning(day: date, *, hour: int = 10) -> datetime:
    """An hour of a working day in Japan."""
    return datetime.combine(day, time(hour), tzinfo=JST)


def make_demo(path: Path | str | None, *, on: date, progress: Progress = lambda _: None) -> Workspace:
    """Make the demo workspace in a new file (or in memory), as it stands on a day.

    The ids come from a fixed seed, so that two demos of one day are alike.

    Raises:
        StateError: The file holds a workspace that is no demo.
    """
    if path is not None and Path(path).exists() and Workspace(path).meta("kind") != DEMO_KIND:
        raise StateError(why=_NOT_A_DEMO)
    seed = Random(20220401)  # noqa: S311 - ids of a demo, no secret
    workspace = Workspace(ids=lambda prefix: f"{prefix}_{seed.getrandbits(48):012x}")
    if path is not None:
        hold_key_beside(workspace, Path(path))
    begin = on - timedelta(days=MONTHS * 30)
    for user_id, name, department, roles in _PEOPLE:
        add_user(
            workspace, name=name, department=department, roles=roles, user_id=user_id, actor=FOUNDER, at=morning(begin)
        )
    _name_ourselves(workspace, morning(begin))
    workspace.set_meta(kind=DEMO_KIND, name=COMPANY)
    mark_current(workspace)
    people = {user.id: Actor(user.id, user.name, user.roles) for user in list_users(workspace)}
    _play(Hands(workspace, on, people, morning(begin)), progress)
    if path is None:
        return workspace
    keep_key_beside(workspace, Path(path))
    workspace.save_as(Path(path))
    return Workspace(path, ids=workspace.ids)


def _name_ourselves(workspace: Workspace, at: datetime) -> None:
    with workspace.unit() as unit:
        own = unit.records.get(ThirdParty, SELF_ID)
    edit(workspace, replace(own, legal_name=COMPANY, **_OURSELVES), actor=FOUNDER, at=at)


def _play(hands: Hands, progress: Progress) -> None:
    """Let all stories run side by side, each step on its day; what would come after today does not happen."""
    stories = [story_of(part, hands, part.rng("days")) for part in read_cast()]
    stories.extend((_somebody_leaves(hands), _asked_for_sub_processors(hands)))
    entries = read_entries()
    stories.append(clearances(hands))
    stories.append(releases(hands))
    stories.append(asked(hands))
    stories.append(own_registers([e for e in entries if e.party == SELF_ID], hands))
    stories.extend(
        papers_of(party, [e for e in entries if e.party == party], hands)
        for party in dict.fromkeys(e.party for e in entries if e.party != SELF_ID)
    )
    waiting: list[tuple[date, int]] = []
    for number, story in enumerate(stories):
        _push(waiting, number, story)
    day = begin = waiting[0][0]
    while waiting and waiting[0][0] <= hands.on:
        wanted, number = heappop(waiting)
        day = max(day, wanted)
        hands.at = morning(day)
        _push(waiting, number, stories[number])
        progress((day - begin) / (hands.on - begin))
    progress(1.0)


def _push(waiting: list[tuple[date, int]], number: int, story: Story) -> None:
    """Let a story act on its day, and note the day on which it goes on."""
    day = next(story, None)
    if day is not None:
        heappush(waiting, (day, number))


def _somebody_leaves(hands: Hands) -> Story:
    yield hands.on - timedelta(days=40)
    left_on = hands.on - timedelta(days=33)
    record_leaving(hands.workspace, "us08", left_on=left_on, actor=hands.people["us05"], at=hands.at)


def _asked_for_sub_processors(hands: Hands) -> Story:
    """The yearly question of procurement, to which all but one reply."""
    yield hands.on - timedelta(days=150)
    hands.hear_of_sub_processors(but_from="nagareboshi")
