"""What somebody asks, in words: the same rows on a slip, in an inquiry, and before either is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd
import streamlit as st

from sakimori.domain.clearance import ClearanceRequest
from sakimori.domain.codes import DataCategory
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.values.numbers import shown_corporate_number
from sakimori.rules.clearance.case import Case
from sakimori.ui.clearance.answer_words import of_way
from sakimori.ui.frame.formats import Unit, aside, count, unknown
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.text import TEXTS, dotted, label, language, t


def request_rows(request: ClearanceRequest, case: Case) -> Iterator[tuple[str, str]]:
    """Data, persons, items, recipient, purpose, way and ground, each with what it is called."""
    lang, flow = language(), request.flow
    kinds = kind_words(request) or unknown(lang)
    named = flow.name or dotted(part.name for part in case.parts)
    way = of_way(flow.comes_in)
    yield t(f"slip.data{way}"), aside(named, kinds, lang) if named else kinds
    persons = count(case.persons, Unit.PERSONS, lang)
    yield t("slip.persons"), t("slip.persons_less", count=persons) if request.facts.objectors_removed else persons
    yield t("slip.items"), dotted(flow.data_items) or kinds
    recipient = case.recipient
    number = shown_corporate_number(recipient.corporate_number) if recipient.corporate_number else unknown(lang)
    yield t(f"slip.recipient{way}"), t("slip.recipient_number", name=recipient.legal_name, number=number)
    purposes = {purpose.id: purpose.name for purpose in case.dossier.registers.purposes}
    yield t("slip.purpose"), purposes.get(flow.purpose_id or "", "") or unknown(lang)
    yield t("slip.method"), label(flow.transfer_method) if flow.transfer_method else unknown(lang)
    yield t("slip.ground"), ground_words(flow.route)


def ground_words(route: LegalRoute) -> str:
    """The ground with its article."""
    key = f"slip.article_{route.value}"
    return t("slip.ground_article", ground=label(route), article=t(key)) if key in TEXTS else label(route)


def kind_words(request: ClearanceRequest) -> str:
    """The kinds of data in their order."""
    return dotted(label(kind) for kind in DataCategory if kind in (request.flow.categories or ()))


def data_words(request: ClearanceRequest, data_set: str) -> str:
    """The data in the cell of a table: the registered flow, else the data set, else the kinds."""
    return request.flow.name or data_set or kind_words(request) or unknown(language())


def show_rows(rows: Iterable[tuple[str, str]], *, small: bool = False) -> None:
    """Facts with their names, static, so that they can be read aloud and copied."""
    size = ":small[{}]" if small else "{}"
    frame = pd.DataFrame(
        [[f":gray[{plain(head)}]", size.format(plain(said))] for head, said in rows], columns=["head", "said"]
    )
    st.table(frame, border="horizontal", hide_index=True, hide_header=True)
