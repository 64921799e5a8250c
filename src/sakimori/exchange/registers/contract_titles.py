"""What kind of contract a title tells of, where a list has no column that says so."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from sakimori.domain.records.contract import ContractKind

_TELLING: Final = {
    ContractKind.NDA: r"秘密保持|機密保持|守秘|\bNDA\b|non-?disclosure|confidentiality",
    ContractKind.DPA: r"データ処理契約|データ処理補遺|\bDPA\b|data processing",
    ContractKind.ENTRUSTMENT: r"委託|outsourcing",
    ContractKind.JOINT_USE: r"共同利用|joint use",
    ContractKind.PROVISION: r"第三者提供",
    ContractKind.FOREIGN_PROVISION: r"外国提供|規則16条|外国にある第三者",
    ContractKind.TERMS: r"利用規約|サービス規約|約款|terms of (?:service|use)",
    ContractKind.SCC: r"標準契約条項|\bSCCs?\b|standard contractual clauses",
    ContractKind.RESALE: r"代理店|再販|reseller|resale",
    ContractKind.GROUP_RULES: r"グループ(?:内)?規程|\bBCR\b|binding corporate rules",
}
_PATTERNS: Final = {kind: re.compile(words, re.IGNORECASE | re.ASCII) for kind, words in _TELLING.items()}


def kind_from_title(title: str) -> ContractKind:
    """The one kind whose words stand in a title; OTHER where none does, or several do."""
    text = unicodedata.normalize("NFKC", title)
    told = [kind for kind, pattern in _PATTERNS.items() if pattern.search(text)]
    return told[0] if len(told) == 1 else ContractKind.OTHER
