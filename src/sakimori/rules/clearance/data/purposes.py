"""P-08: inside the purpose that the persons of each part know (法17条, 18条, 21条; pseudonymised data by 法41条)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from enum import StrEnum

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis, UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.own_registers import ConsentKind, DataSetPart, Position, Purpose
from sakimori.domain.values.blank import is_given
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, Slice, Track
from sakimori.rules.clearance.data.purpose_notice import PURPOSES_TOLD
from sakimori.rules.clearance.grounds.consent_texts import was_requested
from sakimori.rules.clearance.grounds.exceptions import evidence_days
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    Statement,
    StepRules,
    bar,
    confirmed,
    flow_fix,
    part_fix,
    question,
    unknown,
)
from sakimori.rules.facts.citations import (
    ACT_17_1,
    ACT_17_2,
    ACT_18_1,
    ACT_18_2,
    ACT_27_2_PROVISION,
    GL_PROVISION,
    GL_PURPOSE,
)
from sakimori.rules.facts.vague_purposes import vague_in
from sakimori.rules.gaps.flows.consents import consent_texts
from sakimori.rules.gaps.flows.purposes import MUST_STATE_PROVISION, PurposeReach, covers, is_told, purpose_of


class _Reach(StrEnum):
    """Whether a purpose reaches the persons of a part; CLAIMED rests on a change that nobody has judged."""

    YES = "yes"
    NO = "no"
    CLAIMED = "claimed"
    UNKNOWN = "unknown"


def _reach(case: Case, purpose: Purpose, part: Slice, row: DataSetPart, on: date) -> _Reach:
    """By the texts and days of collection, else by a judged change; My Number knows no consent beyond its purpose."""
    texts = {} if part.track is Track.MY_NUMBER else consent_texts(case.dossier)
    covered = covers(replace(purpose, related_judged_on=None), row, texts)
    is_judged = bool(is_given(purpose.related_judgement) and purpose.related_judged_by) and (
        purpose.related_judged_on is not None and purpose.related_judged_on <= on
    )
    if (
        covered is PurposeReach.YES
        and row.collected_from is None
        and not (is_told(purpose, row) or _is_consented(case, purpose, part))
    ):
        # That the part names the purpose says nothing of persons whose data came before it was published.
        return _Reach.YES if is_judged else _Reach.UNKNOWN
    if covered is PurposeReach.YES or is_judged:
        return _Reach.YES
    is_claimed = purpose.replaces_id is not None or purpose.related_judged_on is not None
    if covered is PurposeReach.UNKNOWN and not (is_claimed and row.collected_from is not None):
        return _Reach.UNKNOWN
    return _Reach.CLAIMED if is_claimed else _Reach.NO


def _is_consented(case: Case, purpose: Purpose, part: Slice) -> bool:
    """Whether the persons of a part consented to a use beyond the purpose (法18条1項) for this one."""
    row = part.part
    text = consent_texts(case.dossier).get(row.consent_text_id or "") if row is not None else None
    return (
        text is not None
        and part.track is not Track.MY_NUMBER
        and ConsentKind.BEYOND_PURPOSE_18 in (text.kinds or ())
        and purpose.id in text.purpose_ids
    )


def _inside(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """法18条1項: a purpose published later does not reach data taken before, unless validly changed or consented."""
    purpose = purpose_of(case.dossier, case.flow)
    if purpose is None:
        yield unknown(
            Text("どの利用目的で渡すかが選ばれていない", "For which purpose they go is not chosen"),
            flow_fix(case, "purpose_id"),
            who=UserRole.SALES,
        )
    elif part.track is Track.PSEUDONYMISED:
        return  # A-PS4 speaks
    elif part.part is not None:
        if part.position is not Position.SUCCESSION:
            yield from _of_part(case, purpose, part, part.part, on)
    elif part.track is Track.LOOSE:
        yield question(
            Text("利用目的「{name}」の範囲の中か", "Is it inside the purpose “{name}”?").format(name=purpose.name)
        )
    elif part.track is Track.NOT_PROVISION:
        yield unknown(
            Text("どのデータセットから渡すかが選ばれていない", "From which data set they come is not chosen"),
            flow_fix(case, "data_set_id"),
            who=UserRole.SALES,
        )


def _of_part(case: Case, purpose: Purpose, part: Slice, row: DataSetPart, on: date) -> Iterator[Statement]:
    match _reach(case, purpose, part, row, on):
        case _Reach.YES:
            yield confirmed(Text("取得したときの利用目的の範囲内である", "It is inside the purpose at the acquisition"))
        case _Reach.NO:
            yield bar(
                (_ADDED_MY_NUMBER if part.track is Track.MY_NUMBER else _ADDED).format(name=purpose.name),
                fix=part_fix(row, "collected_from" if row.collected_from is None else "purpose_ids"),
            )
        case _Reach.UNKNOWN:
            yield unknown(
                Text("取得したときの利用目的が未確認", "The purpose at the acquisition is not known"),
                part_fix(row, "collected_from" if row.collected_from is None else "purpose_ids"),
            )
        case _Reach.CLAIMED:
            return  # A-17-2 asks


_ADDED = Text(
    "取得後に追加した利用目的「{name}」である。本人の同意を得るか、この本人を外す",
    "“{name}” was added after the acquisition: obtain consent, or leave these persons out",
)
_ADDED_MY_NUMBER = Text(
    "取得後に追加した利用目的「{name}」である。個人番号は同意があっても使えない。この本人を外す",
    "“{name}” was added after the acquisition: no consent lets My Numbers be used for it; leave these persons out",
)


def _succeeded(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """法18条2項: after a succession the purpose before it stays; whether a later change reaches it a person says."""
    purpose = purpose_of(case.dossier, case.flow)
    if part.part is None or purpose is None or part.position is not Position.SUCCESSION:
        return
    if part.track is Track.PSEUDONYMISED:
        return
    row = part.part
    if purpose.id in row.purpose_ids or _is_consented(case, purpose, part):
        yield confirmed(Text("承継の前の利用目的の範囲内である", "It is inside the purpose before the succession"))
    elif not row.purpose_ids:
        yield unknown(
            Text("承継の前の利用目的が未確認", "The purpose before the succession is not known"),
            part_fix(row, "purpose_ids"),
        )
    elif purpose.replaces_id in row.purpose_ids:
        yield question(
            Text(
                "承継の前の利用目的を変更したものとして認められるか",
                "Is it a permitted change of the purpose before the succession?",
            ),
            fix=Fix("purpose", purpose.id, "related_judgement"),
        )
    else:
        yield bar(
            Text("承継の前の利用目的の範囲を超える", "It goes beyond the purpose before the succession"),
            fix=part_fix(row, "purpose_ids"),
        )


def _changed(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """法17条2項: whether a change is reasonably related a person decides and notes why."""
    purpose = purpose_of(case.dossier, case.flow)
    if purpose is None or part.part is None or part.position is Position.SUCCESSION:
        return
    if part.track is Track.PSEUDONYMISED or _reach(case, purpose, part, part.part, on) is not _Reach.CLAIMED:
        return
    yield question(
        Text(
            "利用目的「{name}」への変更は、変更前の利用目的と関連性を有すると合理的に認められる範囲か",
            "Is the change to “{name}” reasonably related to the purpose before it?",
        ).format(name=purpose.name),
        fix=Fix("purpose", purpose.id, "related_judgement"),
    )


def _change_days(case: Case, _policy: Policy) -> Iterable[date | None]:
    purpose = purpose_of(case.dossier, case.flow)
    return (purpose.related_judged_on if purpose else None,)


def _specified(case: Case, _part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    purpose = purpose_of(case.dossier, case.flow)
    for vague in vague_in(purpose.wording) if purpose is not None else ():
        yield question(
            Text(
                "利用目的の「{words}」は{why}。これで特定できているか（{better}）",
                "“{words}” in the purpose: {why}. Is it specified all the same? ({better})",
            ).format(words=vague.words, why=vague.why, better=vague.better),
            fix=Fix("purpose", purpose.id, "wording") if purpose is not None else None,
        )


def _states_provision(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """GL 3-6-1 asks this of whoever plans provision; consent to a concrete one, or a request, may reach it too."""
    yield from _stating(case, part, MUST_STATE_PROVISION - {LegalRoute.OPTOUT}, on)


def _states_opt_out(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """法27条2項2号: provision by opt-out is itself one of the purposes."""
    yield from _stating(case, part, frozenset({LegalRoute.OPTOUT}), on)


def _stating(case: Case, part: Slice, routes: frozenset[LegalRoute], on: date) -> Iterator[Statement]:
    purpose = purpose_of(case.dossier, case.flow)
    if purpose is None or part.route not in routes:
        return
    if part.track in {Track.LOOSE, Track.NOT_PROVISION, Track.MY_NUMBER}:
        return
    fix = Fix("purpose", purpose.id, "states_provision")
    is_by_consent = part.route is not LegalRoute.OPTOUT
    if is_by_consent and was_requested(case, part, on):
        yield confirmed(Text("本人が求めた提供である", "The person asked for this provision"))
        return
    match True if _is_consented(case, purpose, part) else purpose.states_provision:
        case True:
            yield confirmed(Text("第三者提供は利用目的にある", "Provision is among what the persons were told"))
        case False if is_by_consent:
            yield question(
                Text(
                    "利用目的「{name}」に第三者提供の記載がない。本人の同意が、提供する目的にも及ぶか",
                    "“{name}” does not state provision: does the consent reach the purpose of providing as well?",
                ).format(name=purpose.name),
                fix=fix,
            )
        case False:
            yield bar(
                Text(
                    "利用目的「{name}」に第三者提供の記載がない。本人の同意を得る（公表に加えても、その後に取得する分に限る）",
                    "“{name}” does not state provision. Obtain consent: a changed notice reaches only what comes later",
                ).format(name=purpose.name),
                fix=fix,
            )
        case None:
            yield unknown(
                Text("利用目的に第三者提供の記載があるか未確認", "Whether the purpose states provision is not known"),
                fix,
            )


_TITLES = """
    A-17-1 | 利用目的の特定 | How far the purpose is specified
    A-17-1P | 利用目的の第三者提供の記載 | Provision stated in the purpose
    A-27-2P | オプトアウトによる提供の利用目的 | Provision by opt-out among the purposes
    A-17-2 | 利用目的の変更 | Change of the purpose
    A-18-1 | 利用目的の範囲 | Inside the purpose
    A-18-2 | 承継した利用目的 | The purpose that came with a business
"""
_rule = StepRules(Step.PURPOSE, _TITLES)

PURPOSES: tuple[ClearanceRule, ...] = (
    _rule("A-17-1", _specified, ACT_17_1, GL_PURPOSE, basis=Basis.GUIDELINE_MUST, revision=2),
    _rule(
        "A-17-1P", _states_provision, ACT_17_1, GL_PROVISION, basis=Basis.GUIDELINE_MUST, cuts=evidence_days, revision=3
    ),
    _rule("A-27-2P", _states_opt_out, ACT_27_2_PROVISION, revision=2),
    _rule("A-17-2", _changed, ACT_17_2, cuts=_change_days, revision=2),
    _rule("A-18-1", _inside, ACT_18_1, cuts=_change_days, revision=2),
    _rule("A-18-2", _succeeded, ACT_18_2),
    *PURPOSES_TOLD,
)
