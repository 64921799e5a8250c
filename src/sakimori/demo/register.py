"""The registers of the made-up company itself: purposes, data sets, texts, notices, filings, stops and countries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from sakimori.demo.hands import Hands
from sakimori.demo.rows import Entry
from sakimori.demo.steps import Step, happenings, later, start_of, write_many
from sakimori.demo.stories import Story
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.identifier import Identifier, IdentifierKind
from sakimori.exchange.reference.facts import shipped_profiles
from sakimori.services.countries.profiles import adopt_profiles, as_profile, save_profile
from sakimori.services.kernel.confirmations import compare_scope, judge_purpose_change
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
