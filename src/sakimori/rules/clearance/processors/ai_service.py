"""P-02, services that learn: is input into a generative AI service provision, entrustment, or neither.

Input is provision where the provider handles it for more than the answer (PPC's notice of 2023-06-02, GL 3-6-3);
where practice is open, as on reading by people to find abuse, a person of compliance decides. A service of which nobody
recorded such facts is asked for use of its own, training included, by A-IT1 and by the cloud test all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Final

from sakimori.domain.clearance import Step
from sakimori.domain.codes import DataCategory, UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.ai_service import AiFacts, AiTerms, InputRetention, InputReview, InputTraining, ModelOf
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, Slice
from sakimori.rules.clearance.processors.supervision import link_days, links_of
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    Look,
    Statement,
    StepRules,
    bar,
    condition,
    confirmed,
    duty,
    flow_fix,
    question,
    unknown,
)
from sakimori.rules.facts.ai_services import AI_FACTS, confirmed_until
from sakimori.rules.facts.citations import (
    ACT_22,
    ACT_25,
    ACT_27_5_ENTRUSTMENT,
    GL_NOT_THIRD_PARTY,
    GL_SUPERVISION,
    MY_NUMBER_19,
    PPC_AI_NOTICE,
    QA_7_53,
)
from sakimori.rules.facts.flow_facts import SPECIAL_CARE, listed
from sakimori.rules.facts.foreign_flows import country_name

OfFacts = Callable[[Case, Slice, AiFacts, date], Iterable[Statement]]
_NO_PROVISION: Final = frozenset({LegalRoute.ENTRUST, LegalRoute.NOT_PROVISION})
"""Grounds that hold only as long as the provider handles the data for nothing but our own ends, or not at all."""
_OF_TRAINING: Final = ("training", "opted_out", "opt_out_evidence_id")
_NEVER: Final = SPECIAL_CARE | {DataCategory.MYNUMBER}


def _of_each(look: OfFacts, *, routes: frozenset[LegalRoute] = frozenset(LegalRoute)) -> Look:
    def of_each(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
        """One after the other: a flow that names no service may use each of them."""
        if part.route in routes:
            for facts in case.dossier.ai_facts:
                yield from look(case, part, facts, on)

    return of_each


def _fix(facts: AiFacts, field: str) -> Fix:
    return Fix("ai_facts", facts.id, field)


def _training(_case: Case, _part: Slice, facts: AiFacts, _on: date) -> Iterable[Statement]:
    """Who trains models with inputs handles them for itself: neither entrustment nor the cloud exception."""
    name = next((one for one in facts.unanswered if one in _OF_TRAINING), None)
    if name is not None:
        text = Text("AIサービスについて未確認：{fact}", "Not known of the AI service: {fact}")
        yield unknown(text.format(fact=AI_FACTS[name]), _fix(facts, name), who=UserRole.PROCUREMENT)
    elif facts.learns:
        can_stop = facts.training is InputTraining.UNLESS_OFF
        yield bar(_LEARNS_YET if can_stop else _LEARNS, fix=_fix(facts, "opted_out" if can_stop else "training"))
    else:
        yield confirmed(Text("入力はAIの学習に使われない", "Inputs train no AI"))


_LEARNS: Final = Text(
    "入力がAIの学習に使われ、第三者への提供になる。学習に使わない契約に改めるか、提供の根拠を本人の同意などに改める",
    "Inputs train the provider's AI, which makes input a provision to a third party. Agree that they do not, or choose "
    "another ground, such as consent",
)
_LEARNS_YET: Final = Text(
    "学習させない設定をしておらず、入力が第三者への提供になる。設定して資料を添えるか、根拠を本人の同意などに改める",
    "Training is not switched off, which makes input a provision to a third party. Switch it off and file the "
    "evidence, or choose another ground, such as consent",
)


def _review(_case: Case, part: Slice, facts: AiFacts, _on: date) -> Iterable[Statement]:
    """Reading by people of the provider is handling; to find abuse alone it may stay inside the entrusted work."""
    match facts.review:
        case InputReview.NOBODY:
            yield confirmed(Text("提供者の要員は入力を見ない", "Nobody of the provider reads inputs"))
        case InputReview.FOR_ABUSE if part.route is LegalRoute.ENTRUST:
            yield question(
                Text(
                    "不正利用の監視で人が入力を見る。委託した業務の範囲といえるか",
                    "People read inputs to find abuse. Is that inside the entrusted work?",
                ),
                fix=_fix(facts, "review"),
            )
        case InputReview.FOR_ABUSE:
            yield question(
                Text(
                    "不正利用の監視で人が入力を見る。取り扱わないといえるか（いえなければ委託などの根拠を選ぶ）",
                    "People read inputs to find abuse. Is that no handling? If not, choose another ground",
                ),
                fix=_fix(facts, "review"),
            )
        case InputReview.USUAL:
            yield question(
                Text(
                    "提供者の要員がふだんから入力を見る。当社の業務のためだけといえるか",
                    "People of the provider read inputs as a matter of course. Is it for our work alone?",
                ),
                fix=_fix(facts, "review"),
            )
        case None:
            pass


def _model_handles(_case: Case, _part: Slice, _facts: AiFacts, _on: date) -> Iterable[Statement]:
    """Q&A 7-53 speaks of what is stored on a server; of what a model works through nobody has said so yet."""
    yield question(
        Text(
            "モデルによる処理は「個人データを取り扱わない」といえるか（実務が固まっていない）",
            "Is working through inputs by a model “not handling personal data”? Practice is not settled",
        )
    )


def _terms(_case: Case, _part: Slice, facts: AiFacts, _on: date) -> Iterable[Statement]:
    """Supervision of a processor rests on a contract (法25条); terms that somebody clicked away bind it to little."""
    if facts.terms is AiTerms.CLICK:
        yield question(
            Text(
                "画面で同意した規約だけで使っている。委託先の監督に足りる契約といえるか",
                "It is used on terms that were clicked. Are they a contract on which it can be supervised?",
            ),
            fix=_fix(facts, "terms"),
        )
    elif facts.terms is AiTerms.CONTRACT:
        yield confirmed(Text("当社と結んだ契約で使う", "It is used on a contract with us"))


def _retention(_case: Case, _part: Slice, facts: AiFacts, _on: date) -> Iterable[Statement]:
    match facts.retention:
        case InputRetention.NOT_KEPT:
            yield confirmed(Text("入力は応答の後に残らない", "Inputs are not kept beyond the answer"))
        case InputRetention.FOR_DAYS if facts.retention_days is not None:
            text = Text(
                "入力は{days}日残る。その間の安全管理を続ける", "Inputs stay {days} days: keep them safe meanwhile"
            )
            yield duty(text.format(days=facts.retention_days))
        case InputRetention.NO_END:
            text = Text(
                "入力を残す期限を決めさせるか、入力を消す手順を定める", "Agree on an end of keeping, or erase inputs"
            )
            yield condition(text, fix=_fix(facts, "retention"), who=UserRole.PROCUREMENT)
        case InputRetention.FOR_DAYS | None:
            pass


def _model(case: Case, _part: Slice, facts: AiFacts, on: date) -> Iterable[Statement]:
    """The company behind the model gets the inputs as well: it stands among the sub-processors."""
    if facts.model_of is ModelOf.PROVIDER:
        yield confirmed(Text("モデルはサービスの提供者自身のもの", "The model is the provider's own"))
    elif facts.model_of is ModelOf.ANOTHER and facts.model_provider:
        if any(link.service_id in {None, facts.service_id} for link in links_of(case, on)):
            yield confirmed(Text("モデルの会社を再委託先に登録している", "The company behind the model is registered"))
            return
        text = Text(
            "モデルの会社（{name}）を再委託先に登録し、報告・承認を受けさせる",
            "Register the company behind the model ({name}) as a sub-processor, and have it reported or approved",
        )
        fix = Fix("sub_processor_link", "", "name")
        yield condition(text.format(name=facts.model_provider), fix=fix, who=UserRole.PROCUREMENT)


def _countries(case: Case, _part: Slice, facts: AiFacts, _on: date) -> Iterable[Statement]:
    """Where inputs go stands in the flow as well: by it the rules on handling and provision abroad are asked."""
    further = (facts.input_countries or frozenset()) - case.flow.countries
    if further:
        names = listed(country_name(case.dossier, code) for code in sorted(further))
        text = Text(
            "入力を処理・保存する国（{countries}）をデータフローの国に加え、判定し直す",
            "Add where inputs are processed and kept ({countries}) to the flow, and judge anew",
        )
        yield condition(text.format(countries=names), fix=flow_fix(case, "processing_countries"))


def _never(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if case.dossier.ai_facts and part.categories and not _NEVER.isdisjoint(part.categories):
        yield bar(
            Text(
                "要配慮個人情報とマイナンバーは、学習するサービスに入力しない。この種類のデータを外す",
                "Special-care data and My Number are not put into a service that learns: leave those kinds out",
            ),
            fix=flow_fix(case, "categories"),
        )


def _confirmed(case: Case, _part: Slice, on: date, policy: Policy) -> Iterable[Statement]:
    """Nobody's word alone frees: who did not record the facts compares them with contract, terms and setting."""
    for facts in case.dossier.ai_facts:
        missing = [name for name in facts.unanswered if name not in _OF_TRAINING]
        last, fix = confirmed_until(facts, policy), _fix(facts, "confirmed_by")
        if missing:
            text = Text("AIサービスの事実が未確認（{facts}）", "Facts of the AI service are not known ({facts})")
            words = text.format(facts=listed(AI_FACTS[name] for name in missing))
            yield unknown(words, _fix(facts, missing[0]), who=UserRole.PROCUREMENT)
        elif facts.unanswered:
            continue  # what is open on training is asked already, and nobody confirms before it is answered
        elif last is None or facts.confirmed_on is None or not facts.is_confirmed_by_another:
            yield unknown(_NOT_CONFIRMED, fix)
        elif on > last:
            text = Text(
                "AIサービスの事実の確認が古い（{day}）。規約と設定を改めて確かめる",
                "The facts of the AI service were confirmed long ago ({day}): compare terms and setting again",
            )
            yield unknown(text.format(day=facts.confirmed_on.isoformat()), fix)
        else:
            text = Text("AIサービスの事実を確かめた（{day}）", "The facts of the AI service were confirmed ({day})")
            yield confirmed(text.format(day=facts.confirmed_on.isoformat()))


_NOT_CONFIRMED: Final = Text(
    "AIサービスの事実を、登録した人とは別の人が契約・規約・設定と照らして確かめていない",
    "Nobody but who recorded them compared the facts of the AI service with contract, terms and setting",
)


def _confirmed_days(case: Case, policy: Policy) -> Iterable[date | None]:
    for facts in case.dossier.ai_facts:
        yield facts.confirmed_on
        last = confirmed_until(facts, policy)
        yield last + timedelta(days=1) if last is not None else None


_TITLES = """
    A-AI1 | 入力がAIの学習に使われるか | Whether inputs train an AI
    C-AI2 | 提供者の要員による入力の閲覧 | Reading of inputs by people of the provider
    C-AI3 | モデルによる処理と取扱い | Working through by a model, and handling
    C-AI4 | AIサービスの契約 | The contract of the AI service
    C-AI5 | 入力の保存 | Keeping of inputs
    C-AI6 | モデルを提供する会社 | The company behind the model
    C-AI7 | 入力を処理・保存する国 | Where inputs are processed and kept
    C-AI8 | 学習するサービスに入力しないデータ | Data that are never put into a service that learns
    C-AI9 | AIサービスの事実の確認 | Confirmation of the facts of the AI service
"""
_rule = StepRules(Step.HAND_OVER, _TITLES)
_CLOUD: Final = frozenset({LegalRoute.NOT_PROVISION})
_WORK: Final = frozenset({LegalRoute.ENTRUST})

AI_SERVICES: tuple[ClearanceRule, ...] = (
    _rule("A-AI1", _of_each(_training, routes=_NO_PROVISION), ACT_27_5_ENTRUSTMENT, GL_NOT_THIRD_PARTY, PPC_AI_NOTICE),
    _rule("C-AI2", _of_each(_review, routes=_NO_PROVISION), COMPANY_POLICY, QA_7_53, GL_NOT_THIRD_PARTY),
    _rule("C-AI3", _of_each(_model_handles, routes=_CLOUD), COMPANY_POLICY, QA_7_53),
    _rule("C-AI4", _of_each(_terms, routes=_WORK), COMPANY_POLICY, ACT_25),
    _rule("C-AI5", _of_each(_retention), COMPANY_POLICY, ACT_22),
    _rule("C-AI6", _of_each(_model), COMPANY_POLICY, ACT_25, GL_SUPERVISION, cuts=link_days),
    _rule("C-AI7", _of_each(_countries), COMPANY_POLICY),
    _rule("C-AI9", _confirmed, COMPANY_POLICY, PPC_AI_NOTICE, cuts=_confirmed_days),
)
NEVER_PUT_IN: Final = _rule("C-AI8", _never, COMPANY_POLICY, MY_NUMBER_19, step=Step.MINIMUM)
"""Company policy: no ground that the law knows for such data is made for a service that learns."""
