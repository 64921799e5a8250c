"""P-11: pseudonymised, anonymised and related data have provisions of their own (法31条, 41条〜45条; 9.4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis, DataCategory
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.abroad.notice import PSEUDONYMISED_ABROAD
from sakimori.rules.clearance.case import Case, Slice, Track
from sakimori.rules.clearance.data.related import RELATED
from sakimori.rules.clearance.grounds.joint import inside_scope, joint_days, known_beforehand
from sakimori.rules.clearance.grounds.succession import talks_agreed, talks_days, what_passes
from sakimori.rules.clearance.processors.entrustment import no_entrustment
from sakimori.rules.clearance.processors.yearly import AFTER_RELATED
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    FactWords,
    Look,
    Statement,
    StepRules,
    bar,
    condition,
    confirmed,
    fact_fix,
    flow_fix,
    unknown,
)
from sakimori.rules.facts.citations import (
    ACT_27_5_JOINT_USE,
    ACT_41_2,
    ACT_41_6,
    ACT_41_7,
    ACT_43_2,
    ACT_43_4,
    ACT_43_5,
    ACT_44,
    GL_PSEUDONYMISED,
    QA_14_4,
)

_CARRIES = frozenset({LegalRoute.ENTRUST, LegalRoute.SUCCESSION, LegalRoute.JOINT})


def _third_party(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """No provision to a third party, consent or not; what was not shown to meet the standard is personal data.

    While nobody has judged the standard, neither is known: whether it bars, nor which use of the data is forbidden.
    """
    if part.track is Track.PSEUDONYMISED:
        if part.route not in _CARRIES:
            yield bar(
                Text(
                    "仮名加工情報は、同意があっても第三者に提供できない。委託・事業の承継・共同利用によるか、匿名加工情報にする",
                    "Pseudonymised data may not go to a third party, consent or not: entrust them, use them jointly or "
                    "anonymise them",
                ),
                fix=flow_fix(case, "route"),
            )
        elif part.route is LegalRoute.ENTRUST:
            yield from no_entrustment(case)
        elif part.route is LegalRoute.SUCCESSION:
            yield from what_passes(case)
    elif part.track is Track.PERSONAL and part.has(DataCategory.PSEUDO):
        yield from _not_judged(case)
        if case.facts.is_pseudonymised is False:
            yield confirmed(_AS_PERSONAL if case.facts.standard_met is False else _ONLY_MASKED)


def _by_exception(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """Of the exceptions of 27条1項 only a law carries pseudonymised data: whether they are must be known for others."""
    if part.track is Track.EXCEPTION and part.has(DataCategory.PSEUDO) and part.route is not LegalRoute.EXC_LAW:
        yield from _not_judged(case)


_OPEN = {
    "standard_met": Text("仮名加工の基準を満たすかの判断がない", "Nobody has judged whether the standard is met"),
    "made_as_such": Text(
        "仮名加工情報として取り扱うために作成したものか未確認",
        "Whether it was made in order to be handled as pseudonymised information is not known",
    ),
}
"""The two facts that make data 仮名加工情報."""


def _not_judged(case: Case) -> Iterable[Statement]:
    """What keeps open whether the data are pseudonymised information; one answer against it settles it."""
    if case.facts.is_pseudonymised is None:
        for field, text in _OPEN.items():
            if getattr(case.facts, field) is None:
                yield unknown(text, fact_fix(case, field))


_ONLY_MASKED = Text(
    "仮名加工情報として作成していないものは個人データとして扱う",
    "Not made as pseudonymised information: treated as personal data",
)
_UNJUDGED_AS_PERSONAL = Text(
    "加工基準を満たす判断の記録がないため、個人データとして扱う",
    "Not judged against the standard: treated as personal data",
)
_AS_PERSONAL = Text("加工基準を満たさないものは個人データとして扱う", "Short of the standard: treated as personal data")


def _beforehand(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """Joint use needs the five items published, talks on succession their contract (41条6項 reads 27条5項 over)."""
    if part.track is not Track.PSEUDONYMISED:
        return
    if part.route is LegalRoute.JOINT:
        yield from known_beforehand(case, part, on)
        yield from inside_scope(case)
    elif part.route is LegalRoute.SUCCESSION:
        yield from talks_agreed(case, on)


def _beforehand_days(case: Case, policy: Policy) -> Iterable[date | None]:
    yield from joint_days(case, policy)
    yield from talks_days(case, policy)


_CONTACT_USE = FactWords("""
    no: confirmed | 本人への連絡に使わない | Not used to contact the persons
    yes: bar | 本人への連絡に使う。仮名加工情報では認められない | Used to contact persons, which is forbidden
    unknown | 本人への連絡に使うか未確認 | Whether it is used to contact persons is not known
""")


def _no_contact(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if part.track is Track.PSEUDONYMISED:
        yield _CONTACT_USE(case.facts.contact_use, fact_fix(case, "contact_use"))
        yield _identified(case)


_REIDENTIFIES = FactWords("""
    no: confirmed | 提供先は本人を識別しない | The recipient does not identify the persons
    yes: bar | 提供先が本人を識別しようとする。識別を契約で禁じ、やめさせる | The recipient identifies the persons: forbid it by contract and have it stopped
    unknown | 提供先が本人を識別しようとするか未確認 | Whether the recipient identifies persons is not known
""")  # noqa: E501 - a wording is one line


def _identified(case: Case) -> Statement:
    return _REIDENTIFIES(case.facts.reidentifies, fact_fix(case, "reidentifies"))


def _told(track: Track, text: Text) -> Look:
    def look(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
        """In clear terms, before it goes."""
        if part.track is not track:
            return
        if case.facts.told_recipient:
            yield confirmed(Text("提供先に明示した", "The recipient was told"))
        else:
            yield condition(text, fix=fact_fix(case, "told_recipient"))

    return look


_ORIGINALS_APART = FactWords("""
    yes: confirmed | 元データと対応表は渡さない | Originals and mapping stay here
    no: bar | 元データや対応表を一緒に渡す。外せば渡せる | Originals or mapping go along: leave them out
    unknown | 元データや対応表を一緒に渡さないか未確認 | Whether originals and mapping stay here is not known
""")


def _originals(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """Originals, deleted information and mapping stay personal data and stay here (規則32条)."""
    if part.track is not Track.PSEUDONYMISED:
        return
    yield _ORIGINALS_APART(case.facts.originals_apart, fact_fix(case, "originals_apart"))


def _published(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Statement]:
    """Items and way of provision are published before, and the recipient is told (規則38条)."""
    if part.track is Track.ANONYMISED:
        if case.facts.items_published:
            yield confirmed(Text("項目と提供の方法を公表した", "Items and way of provision are published"))
        else:
            yield condition(
                Text("項目と提供の方法を先に公表する", "Publish the items and the way of provision first"),
                fix=fact_fix(case, "items_published"),
            )
        yield from _told_anonymised(case, part, on, policy)
    elif part.track is Track.PERSONAL and part.has(DataCategory.ANON):
        yield confirmed(_UNJUDGED_AS_PERSONAL if case.facts.standard_met is None else _AS_PERSONAL)


_told_anonymised = _told(
    Track.ANONYMISED,
    Text("匿名加工情報であることを提供先に明示する", "Tell the recipient in clear terms that it is anonymised"),
)


def _reidentified(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if part.track is Track.ANONYMISED:
        yield _identified(case)


_METHOD_SECRET = FactWords("""
    yes: confirmed | 加工の方法を安全に管理している | The method is kept secure
    no: condition | 加工の方法と削除した情報の安全管理を整える | Secure the method of processing and what was deleted
    unknown | 加工の方法を安全に管理しているか未確認 | Whether the method is kept secure is not known
""")


def _secret(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """The deleted items and the method are kept from others (規則35条); a lack is mended, it bars no provision."""
    if part.track is not Track.ANONYMISED:
        return
    yield _METHOD_SECRET(case.facts.method_secret, fact_fix(case, "method_secret"))


_TITLES = """
    A-PS1 | 仮名加工情報の第三者提供の禁止 | No provision of pseudonymised data
    A-PS2 | 仮名加工情報の共同利用・承継 | Joint use or succession of pseudonymised data
    A-PS3 | 仮名加工情報の識別・連絡の禁止 | No identification, no contact
    A-PS7 | 仮名加工情報であることの明示 | Told that the data are pseudonymised
    A-PS9 | 元データと対応表 | Originals and mapping
    A-AN1 | 匿名加工情報の公表と明示 | Publication and marking of anonymised data
    A-AN2 | 匿名加工情報の識別の禁止 | No re-identification
    A-AN3 | 加工の方法の安全管理 | Security of the method
"""
_rule = StepRules(Step.SPECIAL_FORM, _TITLES)

SPECIAL_FORMS: tuple[ClearanceRule, ...] = (
    _rule("A-PS1", _third_party, ACT_41_6, QA_14_4, revision=2),
    _rule("A-PS2", _beforehand, ACT_41_6, ACT_27_5_JOINT_USE, cuts=_beforehand_days, revision=2),
    _rule("A-PS3", _no_contact, ACT_41_7),
    _rule(
        "A-PS7",
        _told(
            Track.PSEUDONYMISED,
            Text("仮名加工情報であることを提供先に明示する", "Tell the recipient that it is pseudonymised"),
        ),
        GL_PSEUDONYMISED,
        basis=Basis.GUIDELINE_MUST,
        revision=2,
    ),
    _rule("A-PS9", _originals, ACT_41_2),
    PSEUDONYMISED_ABROAD,
    _rule("A-AN1", _published, ACT_43_4, ACT_44, revision=2),
    _rule("A-AN2", _reidentified, ACT_43_5),
    _rule("A-AN3", _secret, ACT_43_2, revision=2),
    *RELATED,
    *AFTER_RELATED,
)

PSEUDONYMISED_BY_EXCEPTION = _rule("A-PS1", _by_exception, ACT_41_6, QA_14_4, step=Step.EXCEPTION, revision=2)
"""What the step on exceptions asks of pseudonymised data; that on special forms does not run there."""
