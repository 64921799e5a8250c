"""P-13: consent of the persons of each part, given before and to this provision (法27条1項, 28条1項, GL 2-16)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import GapKind, UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.own_registers import ConsentKind, ConsentText, DataSetPart
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.text import Text, cited
from sakimori.rules.clearance.abroad.bases import CONSENT_INFORMATION
from sakimori.rules.clearance.abroad.places import place_days
from sakimori.rules.clearance.case import Case, Slice
from sakimori.rules.clearance.grounds.consent_texts import (
    CONSENT_LIMITS,
    consent_days,
    is_one,
    is_outside_28,
    persons_of,
    rests_on_request,
    text_fix,
    text_id_of,
    text_of,
)
from sakimori.rules.clearance.grounds.exceptions import has_evidence
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    Look,
    Statement,
    StepRules,
    bar,
    condition,
    confirmed,
    fact_fix,
    flow_fix,
    part_fix,
    question,
    unknown,
)
from sakimori.rules.facts.citations import ACT_27_1, ACT_28_1, GL_PROVISION
from sakimori.rules.facts.judged import EVERYBODY_ASKED
from sakimori.rules.gaps.flows.consents import (
    JOINED_SINCE,
    agreed_of,
    label_of,
    may_have_joined_since,
    serves,
    text_flaw,
)


def _of_kind(route: LegalRoute, kind: ConsentKind) -> Look:
    def look(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
        """The consent comes before the hand-over; a request of the person is one.

        Where Article 28 does not govern, the consent of Article 27 is asked for (A-28-4).
        """
        if part.route is not route:
            return
        if rests_on_request(case, part):
            if is_one(case) and has_evidence(case, on):
                yield confirmed(Text("本人の求めによる", "The data subject asked for it"))
            else:
                yield question(EVERYBODY_ASKED, fix=flow_fix(case, "route_evidence_id"))
        elif case.facts.at_request is None and text_id_of(case, part) is None:
            yield unknown(
                Text("本人の求めによる提供か未確認", "Whether the data subject asked for it is not known"),
                fact_fix(case, "at_request"),
                who=UserRole.SALES,
            )
        elif text_id_of(case, part) is None:
            yield unknown(_NO_TEXT.format(part=persons_of(part)), text_fix(case, part))
        else:
            yield from _judged(case, part, ConsentKind.PROVISION_27 if is_outside_28(case, on) else kind, on)

    return look


def _judged(case: Case, part: Slice, kind: ConsentKind, on: date) -> Iterator[Statement]:
    text = text_of(case, part)
    if text is None:
        yield bar(Text("同意文言が登録されていない", "The consent text is not on record"), fix=text_fix(case, part))
        return
    served, name = serves(text, kind, case.recipient.country), label_of(text)
    if served:
        yield from _agreed(case, part, text, on)
    elif served is False:
        said = _NONE_AT_ALL if ConsentKind.NONE in (text.kinds or ()) else _WRONG[kind]
        yield bar(said.format(name=name), fix=text_fix(case, part))
    elif ConsentKind.FOREIGN_28 in (text.kinds or ()):
        yield unknown(_WHICH_COUNTRY.format(name=name), Fix("consent_text", text.id, "countries"))
    else:
        yield unknown(_KIND_UNKNOWN.format(name=name), Fix("consent_text", text.id, "kinds"))


def _agreed(case: Case, part: Slice, text: ConsentText, on: date) -> Iterator[Statement]:
    """The persons agreed to it while it was in use, and before the hand-over."""
    if part.part is None:
        yield unknown(_WHEN_AGREED, flow_fix(case, "data_set_id"))
        return
    why, agreed = text_flaw(text, part.part), agreed_of(part.part)
    since, last = may_have_joined_since(text, part.part), "agreed_until" if agreed.is_recorded else "collected_until"
    if why is not None:
        yield unknown(why.text, why.fix) if why.kind is GapKind.UNKNOWN else bar(why.text, fix=why.fix)
    elif agreed.first is None or on < agreed.first:
        yield bar(_EARLY.format(part=persons_of(part)), fix=part_fix(part.part, "agreed_from"))
    elif since is not None and on >= since:
        words = JOINED_SINCE.format(part=part.part.name, name=label_of(text))
        yield unknown(words, part_fix(part.part, last))
    elif _still_agreeing(part.part, on):
        yield condition(_SOME.format(part=persons_of(part)), fix=part_fix(part.part, "agreed_until"))
    else:
        yield confirmed(Text("同意文言「{name}」", "Consent text “{name}”").format(name=label_of(text)))


def _still_agreeing(part: DataSetPart, on: date) -> bool:
    """Whether persons whose data we had before are being asked: some of them may not have agreed yet."""
    agreed, collected = agreed_of(part), part.collected_from
    if not agreed.is_recorded or agreed.first is None or (collected is not None and agreed.first <= collected):
        return False
    return agreed.last is None or on <= agreed.last


_NO_TEXT = Text("{part}がどの文言に同意したか未確認", "Which text {part} agreed to is not known")
_KIND_UNKNOWN = Text("同意文言「{name}」の種類が未確認", "The kind of “{name}” is not known")
_WHICH_COUNTRY = Text(
    "同意文言「{name}」がどの国への提供の同意か未確認", "To which countries “{name}” consents is not known"
)
_WHEN_AGREED = Text("本人がいつ同意したか未確認", "When the data subjects agreed is not known")
_EARLY = Text("{part}が同意する前である", "Before {part} agreed")
_SOME = Text("まだ同意していない本人を除く：{part}", "Leave out who has not agreed yet: {part}")
_NONE_AT_ALL = Text("同意文言「{name}」は提供の同意を求めていない", "“{name}” asks for no consent to provision")
_WRONG = {
    ConsentKind.PROVISION_27: Text(
        "同意文言「{name}」は第三者提供の同意ではない", "“{name}” does not cover provision to a third party"
    ),
    ConsentKind.FOREIGN_28: Text(
        "同意文言「{name}」は外国にある第三者への提供の同意ではない", "“{name}” does not cover provision abroad"
    ),
}


def _not_abroad(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """At home and in countries of 規則15条 Article 27 governs.

    The hand-over is lawful on its consent; the ground is entered wrong, and our records should not be.
    """
    if part.route is LegalRoute.CONSENT_28 and is_outside_28(case, on):
        yield condition(
            cited(
                "根拠を{art:act-27-1}の同意に改める（{art:act-28}の同意が必要な提供先ではない）",
                "Change the ground to consent under {art:act-27-1}: the recipient needs none under {art:act-28}",
            ),
            fix=flow_fix(case, "route"),
        )


_TITLES = """
    A-27-1 | 第三者提供の同意 | Consent to provision
    A-27-3 | 外国にある第三者への提供の同意 | Consent to provision abroad
    A-28-4 | {art:act-28}の同意と提供先の国 | Consent under {art:act-28} and the country
"""
_rule = StepRules(Step.ROUTE, _TITLES)

CONSENT: tuple[ClearanceRule, ...] = (
    _rule(
        "A-27-1",
        _of_kind(LegalRoute.CONSENT, ConsentKind.PROVISION_27),
        ACT_27_1,
        GL_PROVISION,
        cuts=consent_days,
        revision=3,
    ),
    *CONSENT_LIMITS,
    _rule("A-27-3", _of_kind(LegalRoute.CONSENT_28, ConsentKind.FOREIGN_28), ACT_28_1, cuts=consent_days, revision=3),
    *CONSENT_INFORMATION,
    _rule("A-28-4", _not_abroad, COMPANY_POLICY, ACT_27_1, ACT_28_1, cuts=place_days, revision=2),
)
