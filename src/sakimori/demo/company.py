"""The made-up company: its registers, what customers asked, its people, and everything in the order of its days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import groupby
from random import Random
from typing import Any, Final

from sakimori.demo.actors import Actors, morning
from sakimori.demo.dossiers import papers_of
from sakimori.demo.flows import confirmed_anew
from sakimori.demo.governance import governance
from sakimori.demo.hand_overs import clearances, releases
from sakimori.demo.incidents import incidents
from sakimori.demo.own_check import own_check
from sakimori.demo.requests import requests
from sakimori.demo.script import Story, story_of
from sakimori.demo.steps import DemoEntry, DemoStep, later, later_steps, read_entries, start_of, write_many
from sakimori.demo.stops import stop_steps
from sakimori.demo.third_parties import COMPANY, corporate_number, read_cast
from sakimori.demo.training import training
from sakimori.demo.words import DemoWords
from sakimori.domain.codes import AssessmentKind, Decision, KindOfBody, UserRole
from sakimori.domain.questions.pack import AnswerState
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.days import JST
from sakimori.domain.values.text import JAPANESE, Text
from sakimori.errors import StateError
from sakimori.exchange.paper.safe_files import Cell, ColumnChoice, OutSheet, safe_xlsx
from sakimori.exchange.questionnaires.ours.private_pack import Polarity
from sakimori.exchange.reference import shipped_profiles
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.decisions import decide, submit
from sakimori.services.assessments.write import answer_many
from sakimori.services.countries.profiles import adopt_profiles, as_profile, save_profile
from sakimori.services.kernel.confirmations import compare_scope, judge_purpose_change
from sakimori.services.kernel.judge_queue import judge_all_waiting, mark_current
from sakimori.services.kernel.workspace import DEMO, Place, Workspace, place_of
from sakimori.services.parties.write import edit
from sakimori.services.questionnaires.intake import plan_questionnaire, take_in
from sakimori.services.questionnaires.plan import NewPack, Target
from sakimori.services.questionnaires.reading import read_file
from sakimori.services.requests.stop_key import hold_key_beside, keep_key_beside
from sakimori.services.settings.reach import set_reach
from sakimori.services.settings.users import add_user, list_users, record_leaving

_READ_AGO = {"NO": -400, "US": -300, "DE": -210, "GB": -200, "KR": -60, "VN": -50}
_ADOPTED = ("AU", "CA", "SG", "TW")


def own_registers(entries: Sequence[DemoEntry], hands: Actors) -> Story:
    """What our own company writes down, in the order of its days."""
    steps = [*_record_steps(entries, hands), *_country_steps(hands), *stop_steps(hands)]
    for step in sorted(steps, key=lambda s: s.day):
        yield step.day
        step.act()


def _record_steps(entries: Sequence[DemoEntry], hands: Actors) -> Iterator[DemoStep]:
    """Records of one kind and day go into one write, in the order of the file."""
    for _, same in groupby(entries, key=lambda e: (e.kind, e.on)):
        level = list(same)
        first = start_of(level[0], hands)
        yield DemoStep(first, partial(write_many, level, hands, hands.decider, third_party_id=SELF_ID))
        for entry in level:
            yield from later_steps(entry, hands, hands.decider, after=first)
            if entry.told("judged"):
                yield DemoStep(later(first, 3), partial(_judge, entry, hands))
            if entry.told("compared") is not None:
                yield DemoStep(later(first, 3), partial(_compare, entry, hands))


def _judge(entry: DemoEntry, hands: Actors) -> None:
    judge_purpose_change(
        hands.workspace, hands.ids[entry.key], judgement=entry.told("judged"), actor=hands.reader, at=hands.at
    )


def _compare(entry: DemoEntry, hands: Actors) -> None:
    compare_scope(
        hands.workspace, hands.ids[entry.key], covers_us=entry.told("compared"), actor=hands.reader, at=hands.at
    )


def _country_steps(hands: Actors) -> Iterator[DemoStep]:
    for code, number in _READ_AGO.items():
        yield DemoStep(hands.day(number), partial(_read_country, code, hands))
    yield DemoStep(hands.on, partial(_adopt, hands))


def _read_country(code: str, hands: Actors) -> None:
    facts = replace(as_profile(shipped_profiles()[code], hands.words.language), checked_on=hands.at.date())
    save_profile(hands.workspace, facts, actor=hands.reader, at=hands.at)


def _adopt(hands: Actors) -> None:
    adopt_profiles(hands.workspace, _ADOPTED, language=hands.words.language, actor=hands.reader, at=hands.at)


_HEADS: Final = ("大項目", "小項目", "No.", "確認事項", "回答", "備考")
_SIGNS: Final = ("○", "△", "×", "対象外")
_NA: Final = "na"


def asked(hands: Actors) -> Story:
    """Every sheet of the file, in the order of its days."""
    sheets = hands.words.file("asked")["sheet"]
    steps = [step for number, says in enumerate(sheets) for step in _steps(f"asked/{number}", says, hands)]
    for step in sorted(steps, key=lambda s: s.day):
        yield step.day
        step.act()


def _steps(key: str, says: Mapping[str, Any], hands: Actors) -> Iterator[DemoStep]:
    yield DemoStep(hands.day(says["asked"]), partial(_take_in, key, says, hands))
    for word, act in (("answered", _answer), ("decided", _decide)):
        if word in says:
            yield DemoStep(hands.day(says[word]), partial(act, key, says, hands))


def _take_in(key: str, says: Mapping[str, Any], hands: Actors) -> None:
    """The sheet comes in as somebody sent it: a blank workbook with lists."""
    file = read_file(hands.workspace, _sheet(says, hands.words), says["filename"])
    adverse = frozenset(str(number) for number, row in enumerate(says["rows"], start=1) if row.get("adverse"))
    form = NewPack(says["title"], Polarity.YES, says["sender"], adverse=adverse)
    target = Target(SELF_ID, kind=AssessmentKind.ASKED, due_on=hands.day(says["due"]))
    plan = plan_questionnaire(hands.workspace, file, target, form, actor=hands.buyer)
    done = take_in(hands.workspace, plan, form, actor=hands.buyer, at=hands.at)
    if done.assessment is not None:
        hands.ids[key] = done.assessment.id


def _sheet(says: Mapping[str, Any], words: DemoWords) -> bytes:
    rows: list[tuple[Cell, ...]] = [tuple(map(words, _HEADS))]
    rows += [(*row["path"], str(number), row["text"], "", "") for number, row in enumerate(says["rows"], start=1)]
    signs = ColumnChoice(_HEADS.index("回答"), tuple(map(words, _SIGNS)))
    return safe_xlsx([OutSheet(words("チェックシート"), rows, widths=(16, 16, 6, 60, 10, 30), choices=(signs,))])


def _answer(key: str, says: Mapping[str, Any], hands: Actors) -> None:
    items = list(_given(says["rows"]))
    answer_many(hands.workspace, hands.ids[key], items, actor=hands.buyer, at=hands.at)
    submit(hands.workspace, hands.ids[key], actor=hands.buyer, at=hands.at)


def _given(rows: Iterable[Mapping[str, Any]]) -> Iterator[AnswerInput]:
    for number, row in enumerate(rows, start=1):
        is_na = row["answer"] == _NA
        yield AnswerInput(
            str(number),
            AnswerState.NA if is_na else AnswerState.ANSWERED,
            () if is_na else (row["answer"],),
            row.get("reason", ""),
            row.get("note", ""),
        )


def _decide(key: str, _: Mapping[str, Any], hands: Actors) -> None:
    decide(
        hands.workspace, hands.ids[key], decision=Decision.APPROVED, reason=hands.words("回答の内容を確かめた"),
        actor=hands.decider, at=hands.at,
    )  # fmt: skip


DEMO_KIND = DEMO
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

_REACHES: Final = (
    ("us01", "sato@example.jp", "us09"),
    ("us02", "takahashi@example.jp", "us06"),
    ("us07", "kobayashi@example.jp", "us09"),
    ("us09", "yamamoto@example.jp", None),
)
"""Where people are told of what falls due, and their leads; whoever is missing has no address yet."""

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

_FOUNDER_ID, _FOUNDER = "demo", "デモ"
FOUNDER = Actor(_FOUNDER_ID, _FOUNDER, frozenset(UserRole))
"""Who set the demo up: in the trail it stands under its own name."""


def make_demo(
    path: Place | str | None,
    *,
    on: date,
    until: datetime | None = None,
    language: str = JAPANESE,
    progress: Progress = lambda _: None,
) -> Workspace:
    """Make the demo workspace in a new file (or in memory), as it stands on a day, with records in one language.

    Nothing in it happened after `until`: whoever makes the demo of today before its morning is over finds no entry of
    the hours to come, behind which their own could not be written with their own time.

    The ids come from a fixed seed, so that two demos of one day are alike.

    Raises:
        StateError: The file holds a workspace that is no demo.
    """
    place = place_of(path) if isinstance(path, str) else path
    if place is not None and place.exists() and Workspace(place).meta("kind") != DEMO_KIND:
        raise StateError(why=_NOT_A_DEMO)
    seed = Random(20220401)  # noqa: S311 - ids of a demo, no secret
    workspace = Workspace(ids=lambda prefix: f"{prefix}_{seed.getrandbits(48):012x}")
    if place is not None:
        hold_key_beside(workspace, place)
        workspace.signer.hold_key_beside(place)
    begin, words = on - timedelta(days=MONTHS * 30), DemoWords(language)
    founder = Actor(_FOUNDER_ID, words(_FOUNDER), frozenset(UserRole))
    for user_id, name, department, roles in _PEOPLE:
        add_user(
            workspace, name=words(name), department=words(department), roles=roles, user_id=user_id, actor=founder,
            at=morning(begin),
        )  # fmt: skip
    for user_id, email, lead_id in _REACHES:
        set_reach(
            workspace, user_id, email=email, language=language, lead_id=lead_id, actor=founder, at=morning(begin)
        )  # fmt: skip
    _name_ourselves(workspace, words, founder, morning(begin))
    workspace.set_meta(kind=DEMO_KIND, name=words(COMPANY))
    mark_current(workspace)
    people = {user.id: Actor(user.id, user.name, user.roles) for user in list_users(workspace)}
    _play(Actors(workspace, on, people, morning(begin), _last(on, until), words), progress)
    if place is None:
        return workspace
    keep_key_beside(workspace, place)
    workspace.signer.keep_key_beside(place)
    workspace.save_as(place)
    return Workspace(place, ids=workspace.ids)


def _last(on: date, until: datetime | None) -> datetime:
    end = datetime.combine(on, time.max, tzinfo=JST)
    return end if until is None else min(end, until.astimezone(JST))


def _name_ourselves(workspace: Workspace, words: DemoWords, founder: Actor, at: datetime) -> None:
    with workspace.unit() as unit:
        own = unit.records.get(ThirdParty, SELF_ID)
    kana = {} if words.language == JAPANESE else {"kana": ""}
    edit(workspace, replace(own, legal_name=words(COMPANY), **words.of(_OURSELVES | kana)), actor=founder, at=at)


def _play(hands: Actors, progress: Progress) -> None:
    """Let all stories run side by side, each step on its day; what would come after today does not happen."""
    stories = [story_of(part, hands, part.rng("days")) for part in read_cast(hands.words)]
    stories.extend((_somebody_leaves(hands), _asked_for_sub_processors(hands), confirmed_anew(hands)))
    entries = read_entries(hands.words)
    stories.append(clearances(hands))
    stories.append(releases(hands))
    stories.append(incidents(hands))
    stories.append(asked(hands))
    stories.append(training(hands))
    stories.append(governance(hands))
    stories.append(own_check(hands))
    stories.append(requests(hands))
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
        hands.come_to(day)
        _push(waiting, number, stories[number])
        for _ in judge_all_waiting(hands.workspace, clock=lambda: hands.at):
            pass
        progress((day - begin) / (hands.on - begin))
    progress(1.0)


def _push(waiting: list[tuple[date, int]], number: int, story: Story) -> None:
    """Let a story act on its day, and note the day on which it goes on."""
    day = next(story, None)
    if day is not None:
        heappush(waiting, (day, number))


def _somebody_leaves(hands: Actors) -> Story:
    yield hands.on - timedelta(days=40)
    left_on = hands.on - timedelta(days=33)
    record_leaving(hands.workspace, "us08", left_on=left_on, actor=hands.people["us05"], at=hands.at)


def _asked_for_sub_processors(hands: Actors) -> Story:
    """The yearly question of procurement, to which all but one reply."""
    yield hands.on - timedelta(days=150)
    hands.hear_of_sub_processors(but_from="nagareboshi")
