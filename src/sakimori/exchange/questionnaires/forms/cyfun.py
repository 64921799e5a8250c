"""Self-assessments with two scores for each requirement, such as CyFun: one for its documents, one for its practice.

They are sent out with every requirement scored 1; that is what nobody has touched, and no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import LABEL_SEPARATOR, Header, Lexicon
from sakimori.exchange.questionnaires.forms.fixed_form import read_forms
from sakimori.exchange.questionnaires.forms.form_columns import FixedForm, FormPart, find_form
from sakimori.exchange.questionnaires.forms.profile import Body, Ids, Profile, Recognised
from sakimori.exchange.questionnaires.reading.document import Document, Sheet
from sakimori.exchange.questionnaires.reading.normal import Meanings, fold_token

_HEADING: Final = r"(?:(?:BASIC|IMPORTANT|ESSENTIAL)[ _:]+)?[A-Z]{2}\.[A-Z]{2}-?\d{1,2}"
_ID: Final = rf"{_HEADING}(?:\.\d{{1,2}})*"
IDS: Final = Ids(
    whole=re.compile(_ID),
    leading=re.compile(rf"\s*(?P<id>{_ID})\s*[:：.)–—-]?(?=\s|[:：])\s*(?P<text>\S.*)", re.DOTALL),
    heading=re.compile(_HEADING),
    idle=re.compile(r"no requirement", re.IGNORECASE),
)
_LEXICON: Final[Lexicon[FormPart]] = Lexicon(
    {
        FormPart.ID: "ID|Control ID|Requirement ID|Ref|Ref.|Reference|番号",
        FormPart.QUESTION: "Requirement|Requirements|Requirement description|Exigence|Vereiste|Anforderung|要求事項",
        FormPart.ANSWER: (
            "Implementation Score|Implementation Maturity|Implementation Maturity Score|Implementation|"
            "Implementation Maturity Level|Practice Maturity|Practice Score|実施の成熟度|実施"
        ),
        FormPart.COMMENT: "Comments and/or additional information|Comments|Comment|Remarks|備考",
        FormPart.SECTION: "Function|Category",
        FormPart.SUBSECTION: "Subcategory|Sub-category",
        FormPart.GUIDANCE: "Guidance",
    }
)
_DOCUMENTS: Final = re.compile(
    r"(?:documentation|policy)(?: (?:maturity|score|level)){0,2}|文書(?:化)?(?:の成熟度)?", re.IGNORECASE
)
_IN_BRACKETS: Final = re.compile(r"\s*[(（\[][^)）\]]*[)）\]]\s*")
_LONGEST_LABEL: Final = 200
_DEFAULT: Final = "1"
_LEAST: Final = 3
_WHY: Final = Text(
    "文書と実施の2つの点数の列と、要求事項の番号（{id}など）があります。",
    "It has two columns of scores, for documents and practice, and ids of requirements such as {id}.",
)
_OTHER: Final = Text("要求事項がありません。", "It has no requirements.")


def recognise(document: Document) -> Recognised | None:
    """A sheet with both scores and several ids."""
    for sheet, form in _forms(document):
        found = list(_ids(sheet, form))
        if len(found) >= _LEAST:
            return Recognised(0.96, _WHY.format(id=found[0]))
    return None


def _ids(sheet: Sheet, form: FixedForm) -> Iterator[str]:
    """The ids of a sheet, in a column of their own or at the beginning of the texts."""
    key, text = form.column(FormPart.ID), form.column(FormPart.QUESTION)
    for row in sheet.grid.rows:
        if key is not None and (found := IDS.of(row.cell(key))):
            yield found
        elif text is not None and (led := IDS.led(row.cell(text))):
            yield led[0]


def _forms(document: Document) -> Iterator[tuple[Sheet, FixedForm]]:
    """The visible sheets with both columns of scores."""
    for sheet in document.visible:
        form = find_form(sheet.grid, _LEXICON, IDS, sheet.facts.hidden_columns)
        if form and _documents(form.header) is not None:
            yield sheet, form


def _documents(header: Header) -> int | None:
    """The column of the score for documents; those of means are named after what they are of."""
    for column, label in enumerate(header.labels):
        last = label.rsplit(LABEL_SEPARATOR, 1)[-1]
        if len(last) <= _LONGEST_LABEL and _DOCUMENTS.fullmatch(_IN_BRACKETS.sub(" ", last).strip()):
            return column
    return None


def read(document: Document, meanings: Meanings) -> Body:
    """Each requirement with its score for practice as the answer; that for documents is kept beside it."""
    return read_forms(document, _forms(document), IDS, _meanings(meanings), other=_OTHER)


def _meanings(meanings: Meanings) -> Meanings:
    """What tokens mean here: the lowest score is what the form came with, unless a person has said otherwise."""
    said: Mapping[str, object] = {fold_token(token): normal for token, normal in meanings.said.items()}
    return meanings if meanings.default or _DEFAULT in said else replace(meanings, default=_DEFAULT)


PROFILE: Final = Profile(
    "cyfun",
    Text("CyFun型の自己評価（文書・実施の2列）", "CyFun-like self-assessment (documents and practice)"),
    recognise,
    read,
)
