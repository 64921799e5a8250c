"""P-07: not to somebody who will break the law with the data (法19条, GL 3-2; A-19)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis, UserRole
from sakimori.domain.policy import Policy
from sakimori.domain.records.hand_over import Misuse
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, Slice
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    Said,
    bar,
    confirmed,
    fact_fix,
    party_fix,
    question,
    unknown,
)
from sakimori.rules.facts.citations import ACT_19


def _misuse(case: Case, _part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    """Signs, among them an order of the PPC, are weighed by a person."""
    misuse, ordered = case.facts.misuse, case.recipient.order_history
    if misuse is Misuse.KNOWN:
        yield bar(
            Text("違法・不当に使われると分かっている相手である", "It is known to use data unlawfully or unfairly"),
            fix=fact_fix(case, "misuse"),
        )
        return
    if misuse is None:
        yield unknown(
            Text("違法・不当な利用のおそれが未確認", "Whether it may use data unlawfully is not known"),
            fact_fix(case, "misuse"),
            who=UserRole.SALES,
        )
    if ordered is None:
        yield unknown(
            Text("個人情報保護委員会の命令・勧告の有無が未確認", "Whether the PPC ever gave it an order is not known"),
            party_fix(case, "order_history"),
            who=UserRole.PROCUREMENT,
        )
    if misuse is Misuse.SIGNS or ordered:
        yield question(
            Text(
                "違法・不当な利用の兆候または委員会の命令・勧告があるが、渡してよいか",
                "There are signs of unlawful use, or an order of the PPC: may it go all the same?",
            ),
            fix=fact_fix(case, "misuse") if misuse is Misuse.SIGNS else party_fix(case, "order_note"),
        )
    elif misuse is Misuse.NO_SIGN and ordered is False:
        yield confirmed(Text("違法・不当な利用の兆候はない", "No sign of unlawful or unfair use"))


MISUSE: tuple[ClearanceRule, ...] = (
    ClearanceRule("A-19", Step.MISUSE, Text("不適正な利用", "Improper use"), (ACT_19,), Basis.LAW, _misuse),
)
