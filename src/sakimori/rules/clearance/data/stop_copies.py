"""P-09: whether the recipient knows of the stops that reach what it holds; an old copy would undo them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from sakimori.domain.clearance import Step
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.records.passed_on import PassedOn, PassedOnAbout, PassedOnAnswer
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, Slice
from sakimori.rules.clearance.data.objections import CHANNEL_WORDS, channels_reaching
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    Statement,
    StepRules,
    condition,
    confirmed,
    duty,
    question,
)
from sakimori.rules.facts.citations import ACT_35
from sakimori.rules.facts.flow_facts import listed
from sakimori.rules.facts.stops import days_to_tell


def _known(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Statement]:
    """Who stopped since its copy was made would still be reached; a list that goes along with the data tells it."""
    passed = [one for one in _reaching(case, part) if not _went_along(case, one)]
    untold = [one for one in passed if one.told_on is None and one.about is PassedOnAbout.STOP]
    late = [one for one in untold if on > _tell_by(one, policy)]
    if late:
        yield condition(
            Text(
                "提供先に伝えていない停止がある：{channels}（{since}登録分から）。停止リストを渡してから提供する",
                "Tell the recipient of stops first: {channels} (put down since {since}); give it the list of stops",
            ).format(channels=_channels(late), since=min(one.asked_on for one in late).isoformat()),
            fix=_fix(late, "told_on"),
        )
    elif untold:
        yield duty(
            Text("停止を提供先に{day}までに伝える：{channels}", "Tell the recipient by {day}: {channels}").format(
                day=min(_tell_by(one, policy) for one in untold).isoformat(), channels=_channels(untold)
            )
        )
    yield from _answers(passed, on)
    if passed and all(one.answer in _DONE for one in passed):
        yield confirmed(Text("提供先は停止を反映したと回答している", "The recipient said that it took the stops over"))


def _answers(passed: Iterable[PassedOn], on: date) -> Iterator[Statement]:
    told = [one for one in passed if one.told_on is not None]
    refused = [one for one in told if one.answer is PassedOnAnswer.REFUSED]
    silent = [one for one in told if one.answer is None and on > one.due_on]
    if refused:
        yield question(
            Text(
                "停止に応じないと回答した提供先に渡してよいか：{channels}",
                "May it go to a recipient that refused the stops ({channels})?",
            ).format(channels=_channels(refused)),
            fix=_fix(refused, "answer"),
        )
    if silent:
        yield question(
            Text(
                "提供先が停止を反映したか、回答がない：{channels}（期限{due}）",
                "The recipient has not said that it took the stops over: {channels} (due {due})",
            ).format(channels=_channels(silent), due=min(one.due_on for one in silent).isoformat()),
            fix=_fix(silent, "answer"),
        )


_DONE = frozenset({PassedOnAnswer.DONE, PassedOnAnswer.HOLDS_NONE})
_ABOUT = frozenset({PassedOnAbout.STOP, PassedOnAbout.RECALL})


def _reaching(case: Case, part: Slice) -> list[PassedOn]:
    """What stops were passed on to the recipient that this hand-over would undo (法35条)."""
    channels = channels_reaching(case, part, is_marketing=case.facts.marketing is not False)
    own = case.flow.id
    return [
        one for one in case.dossier.passed_on if one.about in _ABOUT and one.channel in channels and one.concerns(own)
    ]


def _went_along(case: Case, one: PassedOn) -> bool:
    """Whether the list of refusals that goes with the data was made since the stops were put down."""
    made = case.facts.suppression_on
    return one.about is PassedOnAbout.STOP and one.told_on is None and made is not None and made >= one.asked_on


def _tell_by(one: PassedOn, policy: Policy) -> date:
    return one.asked_on + timedelta(days=days_to_tell(one.channel or StopChannel.USE, policy))


def _channels(passed: Iterable[PassedOn]) -> Text:
    found = {one.channel for one in passed}
    return listed(CHANNEL_WORDS[channel] for channel in StopChannel if channel in found)


def _fix(passed: Iterable[PassedOn], field: str) -> Fix:
    return Fix("passed_on", min(one.id for one in passed), field)


def _days(case: Case, policy: Policy) -> Iterator[date | None]:
    for one in case.dossier.passed_on:
        yield next_day(_tell_by(one, policy))
        yield next_day(one.due_on)


_TITLES = """
    C-ST1 | 渡し先に届いていない停止 | Stops that the recipient does not know of
"""
_rule = StepRules(Step.OBJECTIONS, _TITLES)

STOP_COPIES: tuple[ClearanceRule, ...] = (_rule("C-ST1", _known, COMPANY_POLICY, ACT_35, cuts=_days),)
