"""The rules on our own dossier 自社調書: purposes, consent texts, notices, data sets and filings."""

from __future__ import annotations

from sakimori.domain.rule import Rule
from sakimori.rules.gaps.own_company.data_sets import OWN_DATA_SET_RULES
from sakimori.rules.gaps.own_company.purposes import OWN_PURPOSE_RULES
from sakimori.rules.gaps.own_company.sharing import OWN_SHARING_RULES
from sakimori.rules.gaps.own_company.texts import OWN_TEXT_RULES

OWN_REGISTER_RULES: tuple[Rule, ...] = (*OWN_PURPOSE_RULES, *OWN_TEXT_RULES, *OWN_SHARING_RULES, *OWN_DATA_SET_RULES)
