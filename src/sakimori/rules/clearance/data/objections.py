"""P-09: objections on file, and who has asked us to stop (法27条2項, 35条)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis, UserRole
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.hand_over import Objection
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.rule import COMPANY_POLICY, Citation
from sakimori.domain.values.text import NO_TEXT, Text
from sakimori.rules.clearance.case import Case, Slice, Track, slices_of
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    Look,
    Statement,
    StepRules,
    bar,
    condition,
    confirmed,
    fact_fix,
    question,
    unknown,
)
from sakimori.rules.facts.citations import ACT_27_2, ACT_35, ACT_35_1, ACT_35_3, ACT_35_5, ACT_36, ACT_41_9
from sakimori.rules.facts.flow_facts import listed
from sakimori.rules.facts.stops import MARKETING_STOPS

_WITHOUT_PERSONS = frozenset({Track.PSEUDONYMISED, Track.ANONYMISED})
"""Data of which nobody can be found again: the requests of persons do not reach them (法41条9項, A-PS4)."""


def _is_reached(part: Slice) -> bool:
    """Whether objections can speak of the data; disclosure to the person is ordered whatever they say (法33条)."""
    return part.track not in _WITHOUT_PERSONS and part.route is not LegalRoute.TO_PERSON


_CONSENT = frozenset({LegalRoute.CONSENT, LegalRoute.CONSENT_28})
_NOT_BY_OPTOUT = frozenset({LegalRoute.ENTRUST, LegalRoute.SUCCESSION})
CHANNEL_WORDS: dict[StopChannel, Text] = {
    StopChannel.MAIL: Text("メール", "e-mail"),
    StopChannel.SMS: Text("SMS", "SMS"),
    StopChannel.PHONE: Text("電話", "telephone"),
    StopChannel.POST: Text("郵送", "post"),
    StopChannel.AD_TARGETING: Text("広告の対象", "ad targeting"),
    StopChannel.OPTOUT_PROVISION: Text("オプトアウト提供", "provision by opt-out"),
    StopChannel.PROVISION: Text("第三者提供", "provision"),
    StopChannel.CONSENT_WITHDRAWN: Text("同意の撤回", "consent withdrawn"),
    StopChannel.USE: Text("利用", "use"),
}


class Effect(StrEnum):
    """What an objection does to one hand-over; UNCLEAR is that a fact of the hand-over is not known."""

    STOPS = "stops"
    ASKS = "asks"
    UNCLEAR = "unclear"
    NOTHING = "nothing"


def _is_provision(part: Slice) -> bool:
    """Whether the data go to a third party; where nobody decided the ground they may."""
    return part.track is not Track.NOT_PROVISION and part.route not in _NOT_BY_OPTOUT


def _marketing(case: Case, _part: Slice) -> Effect:
    """It stops advertising by any recipient, never shipping, billing or support."""
    match case.facts.marketing:
        case True:
            return Effect.STOPS
        case False:
            return Effect.NOTHING
        case None:
            return Effect.UNCLEAR


def _optout(_case: Case, part: Slice) -> Effect:
    if part.route is LegalRoute.OPTOUT:
        return Effect.STOPS
    return Effect.ASKS if _is_provision(part) else Effect.NOTHING


def _withdrawn(_case: Case, part: Slice) -> Effect:
    """What stood on the consent ends that day, for a vendor abroad too; what was provided before stays."""
    if part.track is Track.NOT_PROVISION:
        return Effect.NOTHING
    if part.route in _CONSENT:
        return Effect.STOPS
    return Effect.ASKS if _is_provision(part) else Effect.NOTHING


def _provision_stopped(_case: Case, part: Slice) -> Effect:
    """The provision found unlawful stays stopped; whether this one is another, lawful one a person says."""
    return Effect.NOTHING if part.track is Track.NOT_PROVISION else Effect.ASKS


def _use_stopped(case: Case, part: Slice) -> Effect:
    """法35条1項・5項: the use is stopped, not the keeping: a place that nobody else uses gets nothing to use."""
    if part.track is Track.NOT_PROVISION and (part.route is LegalRoute.NOT_PROVISION or case.facts.sealed_carriage):
        return Effect.NOTHING
    return Effect.ASKS if part.route is LegalRoute.ENTRUST else Effect.STOPS


def _always(effect: Effect) -> Callable[[Case, Slice], Effect]:
    return lambda _case, _part: effect


def _on_file(objection: Objection, effect_of: Callable[[Case, Slice], Effect], stops: Text, asks: Text) -> Look:
    """Persons who object are taken out; as long as nobody says that they are, it may not go for them."""

    def look(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
        facts = case.facts
        if not _is_reached(part) or facts.objectors_removed or objection not in (facts.objections or ()):
            return
        match effect_of(case, part):
            case Effect.STOPS:
                yield bar(stops, fix=fact_fix(case, "objectors_removed"), who=UserRole.SALES)
            case Effect.ASKS:
                yield question(asks, fix=fact_fix(case, "objectors_removed"))
            case Effect.UNCLEAR:
                yield unknown(
                    Text("広告・勧誘に使うかが未確認", "Whether it is for marketing is not known"),
                    fact_fix(case, "marketing"),
                    who=UserRole.SALES,
                )
            case Effect.NOTHING:
                yield confirmed(
                    Text("「{stops}」はこの提供を止めない", "“{stops}” does not stop this").format(
                        stops=_NAMES[objection]
                    )
                )

    return look


_NAMES: dict[Objection, Text] = {
    Objection.REFUSED_MARKETING: Text("広告・勧誘の拒否", "refusal of marketing"),
    Objection.OPTOUT_STOP: Text("オプトアウトによる第三者提供の停止の求め", "request to stop provision by opt-out"),
    Objection.CONSENT_WITHDRAWN: Text("同意の撤回", "consent withdrawn"),
    Objection.PROVISION_STOPPED: Text("第三者提供の停止", "provision stopped"),
    Objection.USE_STOPPED: Text("利用停止", "use stopped"),
    Objection.CLAIM_PENDING: Text("対応中の請求", "claim pending"),
    Objection.CLAIM_REFUSED: Text("理由を説明して応じなかった請求", "claim refused with reasons"),
}


def _compared(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """Somebody looked whether persons on the list have objected."""
    if not _is_reached(part):
        return
    if case.facts.objectors_removed:
        yield confirmed(Text("申し出のある本人を外した", "Persons who object are taken out"))
    elif case.facts.objections is None:
        yield unknown(
            Text("本人の拒否・停止の申し出と照合していない", "The list was not compared with objections on file"),
            fact_fix(case, "objections"),
            who=UserRole.SALES,
        )
    elif not case.facts.objections:
        yield confirmed(Text("本人の拒否・停止の申し出はない", "Nobody on the list has objected"))


def _unreached(_case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if part.track in _WITHOUT_PERSONS:
        yield confirmed(
            Text(
                "本人を探せないデータなので、請求は及ばない", "Nobody can be found in them: requests do not reach them"
            )
        )


def _open_stops(case: Case, part: Slice) -> tuple[StopChannel, ...]:
    """The channels in question in which anybody has asked us to stop."""
    asked = _channels_of(case, part, is_marketing=bool(case.facts.marketing))
    return tuple(channel for channel in StopChannel if channel in asked and case.stops.get(channel, 0) > 0)


def channels_in_question(case: Case) -> frozenset[StopChannel]:
    """The channels of which some answer, on whatever day, may rest on whether anybody has asked us to stop.

    What is said of the way of the data, or of the advertising, may count no more on another day: then more is asked.
    """
    optout = {StopChannel.OPTOUT_PROVISION} if any(part.route is LegalRoute.OPTOUT for part in slices_of(case)) else ()
    marketing = MARKETING_STOPS if case.facts.marketing else ()
    return frozenset({StopChannel.USE, StopChannel.PROVISION, StopChannel.CONSENT_WITHDRAWN, *optout, *marketing})


def channels_to_screen(case: Case) -> tuple[StopChannel, ...]:
    """The channels on which a stop keeps its person out of a list; what is not known to be no marketing may be some."""
    is_marketing = case.facts.marketing is not False
    asked = {c for part in slices_of(case) for c in channels_reaching(case, part, is_marketing=is_marketing)}
    return tuple(channel for channel in StopChannel if channel in asked)


def channels_reaching(case: Case, part: Slice, *, is_marketing: bool) -> frozenset[StopChannel]:
    """What of a slice a stop on each of these channels keeps its person out of."""
    return frozenset(_channels_of(case, part, is_marketing=is_marketing)) if _is_reached(part) else frozenset()


def _channels_of(case: Case, part: Slice, *, is_marketing: bool) -> set[StopChannel]:
    facts, asked = case.facts, {StopChannel.USE}
    if is_marketing:
        asked |= MARKETING_STOPS if not facts.channels else MARKETING_STOPS & facts.channels
    if _is_provision(part):
        asked.add(StopChannel.PROVISION)
        if part.route in _CONSENT or part.route is LegalRoute.UNDECIDED:
            asked.add(StopChannel.CONSENT_WITHDRAWN)
    if part.route is LegalRoute.OPTOUT:
        asked.add(StopChannel.OPTOUT_PROVISION)
    return asked


def _stops(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """The register knows who asked us to stop by a keyed hash: the list is compared with it and they are left out."""
    if not _is_reached(part) or case.facts.objectors_removed:
        return
    channels = _open_stops(case, part)
    if channels:
        yield condition(
            Text("停止を求めた本人を外す（{channels}）", "Take out those who asked us to stop ({channels})").format(
                channels=listed(CHANNEL_WORDS[channel] for channel in channels)
            ),
            fix=fact_fix(case, "objectors_removed"),
            who=UserRole.SALES,
        )


def _row(
    rule_id: str,
    objection: Objection,
    effect_of: Callable[[Case, Slice], Effect],
    *cites: Citation,
    stops: Text = NO_TEXT,
    asks: Text = NO_TEXT,
    basis: Basis = Basis.LAW,
    revision: int = 1,
) -> ClearanceRule:
    look = _on_file(objection, effect_of, stops, asks)
    return ClearanceRule(rule_id, Step.OBJECTIONS, _NAMES[objection], cites, basis, look, revision=revision)


_TITLES = """
    A-OB0 | 本人の申し出との照合 | Comparison with objections on file
    A-OB9 | 本人を探せないデータ | Data in which nobody can be found
    A-OB8 | 停止の申し出の台帳との照合 | Comparison with the register of stops
"""
_rule = StepRules(Step.OBJECTIONS, _TITLES)

OBJECTIONS: tuple[ClearanceRule, ...] = (
    _rule("A-OB0", _compared, ACT_35),
    _rule("A-OB9", _unreached, ACT_41_9),
    _row(
        "A-OB1",
        Objection.REFUSED_MARKETING,
        _marketing,
        ACT_35_5,
        stops=Text(
            "広告・勧誘を拒否した本人には利用できない。この本人を外す",
            "Not for persons who refused marketing: take them out",
        ),
    ),
    _row(
        "A-OB2",
        Objection.OPTOUT_STOP,
        _optout,
        ACT_27_2,
        stops=Text(
            "オプトアウトによる提供の停止を求めた本人のデータは渡せない。この本人を外す",
            "Not for persons who stopped opt-out: take them out",
        ),
        asks=Text(
            "オプトアウトによる提供の停止を求めた本人は、この提供も断るのか",
            "Do those who stopped opt-out object to this as well?",
        ),
    ),
    _row(
        "A-OB3",
        Objection.CONSENT_WITHDRAWN,
        _withdrawn,
        COMPANY_POLICY,
        stops=Text(
            "同意を撤回した本人のデータは渡せない。この本人を外す",
            "Not for persons who withdrew consent: take them out",
        ),
        asks=Text(
            "同意を撤回した本人のデータを、この根拠で渡してよいか",
            "May data of those who withdrew consent go on this ground?",
        ),
        basis=Basis.POLICY,
    ),
    _row(
        "A-OB4",
        Objection.PROVISION_STOPPED,
        _provision_stopped,
        ACT_35_3,
        asks=Text("停止した提供と根拠・相手が異なり、適法か", "Is it lawful, and not the provision that was stopped?"),
    ),
    _row(
        "A-OB5",
        Objection.USE_STOPPED,
        _use_stopped,
        ACT_35_1,
        ACT_35_5,
        stops=Text(
            "利用停止に応じた本人のデータは渡せない。この本人を外す",
            "Not for persons whose data's use was stopped: take them out",
        ),
        asks=Text(
            "利用停止に応じた本人のデータの委託は、保存・消去だけのためか（利用させるなら、この本人を外す）",
            "Are data whose use was stopped entrusted for storage or erasure alone? (Else take these persons out.)",
        ),
        revision=2,
    ),
    _row(
        "A-OB6",
        Objection.CLAIM_PENDING,
        _always(Effect.ASKS),
        ACT_35,
        asks=Text("対応中の請求がある本人のデータを渡してよいか", "May data of persons whose claim is pending go?"),
    ),
    _row("A-OB7", Objection.CLAIM_REFUSED, _always(Effect.NOTHING), ACT_36),
    _rule("A-OB8", _stops, COMPANY_POLICY, ACT_35),
)
