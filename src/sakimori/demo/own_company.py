"""The made-up company itself: its own registers, and what its customers asked of it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import Any, Final

from sakimori.demo.actors import Hands
from sakimori.demo.script import Story
from sakimori.demo.steps import DATA, Entry, Step, happenings, later, start_of, write_many
from sakimori.domain.codes import AssessmentKind, Decision
from sakimori.domain.questions.pack import AnswerState
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.identifier import Identifier, IdentifierKind
from sakimori.exchange.paper.safe_files import Cell, Choice, OutSheet, safe_xlsx
from sakimori.exchange.questionnaires.ours.private_pack import Sound
from sakimori.exchange.reference.facts import shipped_profiles
from sakimori.services.assessments.answers import answer_many
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.decisions import decide, submit
from sakimori.services.countries.profiles import adopt_profiles, as_profile, save_profile
from sakimori.services.kernel.confirmations import compare_scope, judge_purpose_change
from sakimori.services.questionnaires.intake import plan_questionnaire, take_in
from sakimori.services.questionnaires.plan import NewPack, Target
from sakimori.services.questionnaires.reading import read_file
from sakimori.services.requests.stops import record_stop, withdraw_stop

_READ_AGO = {"NO": -400, "US": -300, "DE": -210, "GB": -200, "KR": -60, "VN": -50}
_ADOPTED = ("AU", "CA", "SG", "TW")
_MAIL, _NUMBER, _PLACE = IdentifierKind.MAIL_ADDRESS, IdentifierKind.CUSTOMER_NUMBER, IdentifierKind.POSTAL_ADDRESS
_STOPS: tuple[tuple[int, StopChannel, IdentifierKind, str, str], ...] = (
    (-400, StopChannel.MAIL, _MAIL, "a.sample@example.jp", "配信停止フォーム"),
    (-310, StopChannel.MAIL, _MAIL, "b.sample@example.jp", "配信停止フォーム"),
    (-205, StopChannel.MAIL, _NUMBER, "M-000151", "お客様相談室"),
    (-180, StopChannel.SMS, _NUMBER, "M-000208", "お客様相談室"),
    (-160, StopChannel.PHONE, _NUMBER, "M-000208", "お客様相談室"),
    (-120, StopChannel.POST, _PLACE, "東京都架空区一丁目2番3号", "はがき"),
    (-95, StopChannel.AD_TARGETING, _MAIL, "c.sample@example.jp", "プライバシー設定"),
    (-70, StopChannel.OPTOUT_PROVISION, _NUMBER, "M-000377", "書面"),
    (-44, StopChannel.PROVISION, _NUMBER, "M-000402", "書面"),
    (-12, StopChannel.USE, _NUMBER, "M-000519", "お客様相談室"),
)
"""Days, channels and made-up persons who asked us to stop."""


def own_registers(entries: Sequence[Entry], hands: Hands) -> Story:
    """What our own company writes down, in the order of its days."""
    steps = [*_record_steps(entries, hands), *_country_steps(hands), *_stop_steps(hands)]
    for step in sorted(steps, key=lambda s: s.day):
        yield step.day
        step.act()


def _record_steps(entries: Sequence[Entry], hands: Hands) -> Iterator[Step]:
    """Records of one kind and day go into one write, in the order of the file."""
    for _, same in groupby(entries, key=lambda e: (e.kind, e.on)):
        level = list(same)
        first = start_of(level[0], hands)
        yield Step(first, partial(write_many, level, hands, hands.decider, third_party_id=SELF_ID))
        for entry in level:
            yield from happenings(entry, hands, hands.decider, after=first)
            if entry.told("judged"):
                yield Step(later(first, 3), partial(_judge, entry, hands))
            if entry.told("compared") is not None:
                yield Step(later(first, 3), partial(_compare, entry, hands))


def _judge(entry: Entry, hands: Hands) -> None:
    judge_purpose_change(
        hands.workspace, hands.ids[entry.key], judgement=entry.told("judged"), actor=hands.reader, at=hands.at
    )


def _compare(entry: Entry, hands: Hands) -> None:
    compare_scope(
        hands.workspace, hands.ids[entry.key], covers_us=entry.told("compared"), actor=hands.reader, at=hands.at
    )


def _country_steps(hands: Hands) -> Iterator[Step]:
    for code, number in _READ_AGO.items():
        yield Step(hands.day(number), partial(_read_country, code, hands))
    yield Step(hands.on, partial(_adopt, hands))


def _read_country(code: str, hands: Hands) -> None:
    facts = replace(as_profile(shipped_profiles()[code], "ja"), checked_on=hands.at.date())
    save_profile(hands.workspace, facts, actor=hands.reader, at=hands.at)


def _adopt(hands: Hands) -> None:
    adopt_profiles(hands.workspace, _ADOPTED, language="ja", actor=hands.reader, at=hands.at)


def _stop_steps(hands: Hands) -> Iterator[Step]:
    for number, channel, kind, person, where in _STOPS:
        yield Step(hands.day(number), partial(_stop, Identifier(kind, person), channel, where, hands))
    yield Step(hands.day(-150), partial(_take_back, hands))


def _stop(person: Identifier, channel: StopChannel, where: str, hands: Hands) -> None:
    today = hands.at.date()
    record_stop(hands.workspace, person, channel, received_on=today, source=where, actor=hands.decider, at=hands.at)


def _take_back(hands: Hands) -> None:
    _, channel, kind, person, _ = _STOPS[1]
    withdraw_stop(
        hands.workspace,
        Identifier(kind, person),
        channel,
        withdrawn_on=hands.at.date(),
        reason="本人から再開の申出があったため",
        actor=hands.decider,
        at=hands.at,
    )


_HEADS: Final[tuple[Cell, ...]] = ("大項目", "小項目", "No.", "確認事項", "回答", "備考")
_SIGNS: Final = ("○", "△", "×", "対象外")
_NA: Final = "na"


def asked(hands: Hands) -> Story:
    """Every sheet of the file, in the order of its days."""
    told = tomllib.loads((DATA / "demo_asked.toml").read_text(encoding="utf-8"))
    steps = [step for number, says in enumerate(told["sheet"]) for step in _steps(f"asked/{number}", says, hands)]
    for step in sorted(steps, key=lambda s: s.day):
        yield step.day
        step.act()


def _steps(key: str, says: Mapping[str, Any], hands: Hands) -> Iterator[Step]:
    yield Step(hands.day(says["asked"]), partial(_take_in, key, says, hands))
    for word, act in (("answered", _answer), ("decided", _decide)):
        if word in says:
            yield Step(hands.day(says[word]), partial(act, key, says, hands))


def _take_in(key: str, says: Mapping[str, Any], hands: Hands) -> None:
    """The sheet comes in as somebody sent it: a blank workbook with lists."""
    file = read_file(hands.workspace, _sheet(says), says["filename"])
    adverse = frozenset(str(number) for number, row in enumerate(says["rows"], start=1) if row.get("adverse"))
    form = NewPack(says["title"], Sound.YES, says["sender"], adverse=adverse)
    target = Target(SELF_ID, kind=AssessmentKind.ASKED, due_on=hands.day(says["due"]))
    plan = plan_questionnaire(hands.workspace, file, target, form, actor=hands.buyer)
    done = take_in(hands.workspace, plan, form, actor=hands.buyer, at=hands.at)
    if done.assessment is not None:
        hands.ids[key] = done.assessment.id


def _sheet(says: Mapping[str, Any]) -> bytes:
    rows: list[tuple[Cell, ...]] = [_HEADS]
    rows += [(*row["path"], str(number), row["text"], "", "") for number, row in enumerate(says["rows"], start=1)]
    signs = Choice(_HEADS.index("回答"), _SIGNS)
    return safe_xlsx([OutSheet("チェックシート", rows, widths=(16, 16, 6, 60, 10, 30), choices=(signs,))])


def _answer(key: str, says: Mapping[str, Any], hands: Hands) -> None:
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


def _decide(key: str, _: Mapping[str, Any], hands: Hands) -> None:
    decide(
        hands.workspace, hands.ids[key], decision=Decision.APPROVED, reason="回答の内容を確かめた", actor=hands.decider,
        at=hands.at,
    )  # fmt: skip
