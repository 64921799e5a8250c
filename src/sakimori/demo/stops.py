"""Who asked the made-up company to stop something, and how its recipients learned of it: all but the newest know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sakimori.demo.actors import Actors
from sakimori.demo.steps import DemoStep
from sakimori.domain.records.data_flow import SubjectGroup
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.records.passed_on import PassedOn, PassedOnAnswer, PassedOnWay
from sakimori.domain.values.identifier import Identifier, IdentifierKind
from sakimori.services.requests.passing_on import OF_STOPS, note_answer, tell_recipient
from sakimori.services.requests.stops import record_stop, withdraw_stop

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
    (-26, StopChannel.CONSENT_WITHDRAWN, _NUMBER, "M-000433", "書面"),
    (-12, StopChannel.USE, _NUMBER, "M-000519", "お客様相談室"),
    (-3, StopChannel.MAIL, _MAIL, "d.sample@example.jp", "配信停止フォーム"),
    (-3, StopChannel.MAIL, _MAIL, "e.sample@example.jp", "配信停止フォーム"),
)
"""Days, channels and made-up persons who asked us to stop."""
_NEWEST, _BEFORE = -3, -12
_LATE = "kasasagi"
"""Sends mail for us, has not answered to the stop before the newest, and was not told of the newest."""
_TOLD = "fjordmail"
"""Sends mail for us too, and has the file."""


def stop_steps(hands: Actors) -> Iterator[DemoStep]:
    """Each stop, that recipients were told of it, and that they answered, on their days."""
    for number, channel, kind, person, where in _STOPS:
        yield DemoStep(hands.day(number), partial(_stop, Identifier(kind, hands.words(person)), channel, where, hands))
    for number in sorted({number for number, *_ in _STOPS if number != _NEWEST}):
        yield DemoStep(hands.day(number), partial(_tell, hands, _everybody, PassedOnWay.MAIL))
        known = _but_the_late if number == _BEFORE else _everybody
        yield DemoStep(hands.day(number + 2), partial(_hear, hands, known, PassedOnAnswer.DONE))
    yield DemoStep(hands.day(_NEWEST), partial(_tell, hands, _only_told, PassedOnWay.FILE))
    yield DemoStep(hands.day(_NEWEST), partial(_tell, hands, _but_the_late, PassedOnWay.MAIL))
    yield DemoStep(hands.day(-1), partial(_hear, hands, _but_both, PassedOnAnswer.HOLDS_NONE))
    yield DemoStep(hands.day(-150), partial(_take_back, hands))


def _stop(person: Identifier, channel: StopChannel, where: str, hands: Actors) -> None:
    today, source = hands.at.date(), hands.words(where)
    record_stop(
        hands.workspace, person, channel, received_on=today, source=source, subject_group=SubjectGroup.CUSTOMER,
        actor=hands.decider, at=hands.at,
    )  # fmt: skip


Known = Callable[[str], bool]
"""Whether a recipient, by its name in the story, is among those who are told or answer."""


def _everybody(_party: str) -> bool:
    return True


def _only_told(party: str) -> bool:
    return party == _TOLD


def _but_the_late(party: str) -> bool:
    return party != _LATE


def _but_both(party: str) -> bool:
    return party not in {_LATE, _TOLD}


def _due(hands: Actors, known: Known, *, is_told: bool) -> list[str]:
    """What is to be told to, or answered by, some recipients."""
    names = {party_id: name for name, party_id in hands.parties.items()}
    with hands.workspace.unit() as unit:
        return [
            one.id
            for one in unit.records.select(PassedOn)
            if one.stop_batch_id
            and one.about in OF_STOPS
            and one.answer is None
            and (one.told_on is not None) is is_told
            and known(names.get(one.third_party_id, ""))
        ]


def _tell(hands: Actors, known: Known, how: PassedOnWay) -> None:
    if ids := _due(hands, known, is_told=False):
        tell_recipient(
            hands.workspace, ids, how=how, told_on=hands.at.date(), actor=hands.decider, at=hands.at
        )  # fmt: skip


def _hear(hands: Actors, known: Known, answer: PassedOnAnswer) -> None:
    if ids := _due(hands, known, is_told=True):
        note_answer(
            hands.workspace, ids, answer=answer, answered_on=hands.at.date(), actor=hands.decider, at=hands.at
        )  # fmt: skip


def _take_back(hands: Actors) -> None:
    _, channel, kind, person, _ = _STOPS[1]
    withdraw_stop(
        hands.workspace,
        Identifier(kind, person),
        channel,
        withdrawn_on=hands.at.date(),
        reason=hands.words("本人から再開の申出があったため"),
        actor=hands.decider,
        at=hands.at,
    )
