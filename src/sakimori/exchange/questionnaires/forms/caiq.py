"""The CSA CAIQ as a workbook or CSV: in version 4, version 3 and Lite."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import Lexicon
from sakimori.exchange.questionnaires.forms.fixed_form import read_forms
from sakimori.exchange.questionnaires.forms.form_columns import FixedForm, FormPart, find_form
from sakimori.exchange.questionnaires.forms.profile import Body, Ids, Profile, Recognised, column_of_ids
from sakimori.exchange.questionnaires.reading.document import Document, Sheet
from sakimori.exchange.questionnaires.reading.normal import Meanings

_CONTROL: Final = r"[A-Z]&?[A-Z]{1,2}[-‑]\d{2}"
ID: Final = rf"{_CONTROL}(?:\.\d{{1,2}})?"
_IN_CONTROL: Final = re.compile(rf"({_CONTROL})(?:\.\d{{1,2}})?")
_OF_V3: Final = frozenset({"AAC", "DSI", "EKM", "GRM", "MOS"})
_OF_V4: Final = frozenset({"A&A", "CEK", "DSP", "GRC", "LOG", "UEM"})
_OF_BOTH: Final = frozenset({"AIS", "BCR", "CCC", "DCS", "HRS", "IAM", "IPY", "IVS", "SEF", "STA", "TVM", "MDS"})
DOMAINS: Final = _OF_V3 | _OF_V4 | _OF_BOTH
_NAMED: Final = re.compile(r"\bCAIQ|Consensus\s+Assessments?\b", re.IGNORECASE)
_LITE: Final = re.compile(r"CAIQ[\s_-]*Lite|\bLite\b", re.IGNORECASE)
LEAST: Final = 3
_ANOTHER: Final = 0.4
_LOOKED_AT: Final = 5


def controls_of(question_id: str) -> tuple[str, ...]:
    """The control to which a question belongs; a range of questions belongs to none alone."""
    found = _IN_CONTROL.fullmatch(question_id)
    return (f"ccm:{found.group(1).replace('‑', '-')}",) if found else ()


IDS: Final = Ids(
    whole=re.compile(rf"{ID}(?:\s*(?:[–—~〜-]|to|through)\s*{ID})?"),
    heading=re.compile(_CONTROL),
    sentinel=re.compile(r"\bEnd of (?:the )?(?:Standard|Questionnaire|Document)\b", re.IGNORECASE),
    controls=controls_of,
)
_LEXICON: Final[Lexicon[FormPart]] = Lexicon(
    {
        FormPart.ID: "Question ID|CAIQ ID|CAIQ Question ID|CID|ID|質問番号|質問ID|番号|項番",
        FormPart.QUESTION: (
            "Question|Questions|Assessment Question|Consensus Assessment Questions|Consensus Assessment Question|"
            "CAIQ Question|CAIQ-Lite Question|質問|質問内容|設問"
        ),
        FormPart.ANSWER: (
            "CSP CAIQ Answer|CAIQ Answer|Consensus Assessment Answers|Answer|Answers|CSP Answer|Response|"
            "Vendor Response|Vendor Answer|Yes/No/NA|Yes/No/N/A|Yes/No|Y/N/NA|Y/N|回答|ご回答"
        ),
        FormPart.OWNERSHIP: "SSRM Control Ownership|Control Ownership|SSRM|Shared Responsibility|責任分界|責任分担",
        FormPart.COMMENT: (
            "CSP Implementation Description|Implementation Description|Notes|Comments|Comment|Comments and Notes|"
            "Additional Information|Explanation|Details|備考|補足|コメント|実装の説明"
        ),
        FormPart.CONTROL: "CCM Control ID|Control ID|CCM ID|CGID",
        FormPart.SECTION: "CCM Domain Title|Control Domain|Control Group|CCM Domain|Domain Title|Domain|ドメイン|領域",
        FormPart.SUBSECTION: "CCM Control Title|Control Title",
    }
)


def forms(document: Document) -> tuple[tuple[Sheet, FixedForm], ...]:
    """Each visible sheet that is laid out as a CAIQ."""
    return document.once(_all_forms)


def _all_forms(document: Document) -> tuple[tuple[Sheet, FixedForm], ...]:
    return tuple(_found_forms(document))


def _found_forms(document: Document) -> Iterator[tuple[Sheet, FixedForm]]:
    for sheet in document.visible:
        form = find_form(sheet.grid, _LEXICON, IDS, sheet.facts.hidden_columns)
        ids = column_of_ids(sheet.grid, IDS) if form else None
        if form is None or ids is None:
            continue
        found = [key for row in sheet.grid.rows if (key := IDS.of(row.cell(ids)))]
        known = sum(question_id[:3] in DOMAINS for question_id in found)
        placed = form.with_ids_in(ids)
        # Ids where the questions or the answers would stand are no ids of questions.
        if known >= LEAST and known * 2 > len(found) and placed.column(FormPart.ID) == ids:
            yield sheet, placed


def version_of(document: Document) -> tuple[str, str, int] | None:
    """Which CAIQ a file is, the first id in it, and how many sheets have its form."""
    found = forms(document)
    if not found:
        return None
    column = [form.column(FormPart.ID) or 0 for _, form in found]
    all_ids = [
        key
        for (sheet, _), place in zip(found, column, strict=True)
        for row in sheet.grid.rows
        if (key := IDS.of(row.cell(place)))
    ]
    domains = {question_id[:3] for question_id in all_ids}
    if any(_LITE.search(text) for text in _headlines(document, found)):
        return "caiq-lite", all_ids[0], len(found)
    is_v3 = len(domains & _OF_V3) > len(domains & _OF_V4) or (not domains & _OF_V4 and bool(found[0][1].marks))
    return ("caiq-3" if is_v3 else "caiq-4"), all_ids[0], len(found)


def _headlines(document: Document, found: Sequence[tuple[Sheet, FixedForm]]) -> Iterator[str]:
    """Where a file says what it is: its name, its tabs, and what stands above the header."""
    yield document.filename
    for sheet, form in found:
        yield sheet.name
        for row in sheet.grid.rows[:_LOOKED_AT]:
            if row.number <= form.header.row - form.header.depth:
                yield from row.own.values()


def _recognise(profile: str, document: Document) -> Recognised | None:
    version = version_of(document)
    if version is None:
        return None
    is_named = any(_NAMED.search(text) for text in _headlines(document, forms(document)))
    why = Text(
        f"CCMの番号（{version[1]}など）と、質問・回答の見出しがあります。",
        f"It has ids of the CCM such as {version[1]}, and headers of questions and answers.",
    )
    if version[0] != profile:
        # All are laid out alike, so that somebody who knows better may name another.
        return Recognised(_ANOTHER, why)
    return Recognised(0.98 if is_named else 0.9, why)


def _read(document: Document, meanings: Meanings) -> Body:
    found = forms(document)
    above = (
        cell
        for sheet, form in found
        for row in sheet.grid.rows
        if row.number < form.header.row
        for cell in row.own.values()
    )
    title = next(filter(_NAMED.search, above), "")
    return replace(read_forms(document, found, IDS, meanings), title=title)


def _profile(profile_id: str, ja: str, en: str) -> Profile:
    return Profile(profile_id, Text(ja, en), partial(_recognise, profile_id), _read)


CAIQ_4: Final = _profile("caiq-4", "CSA CAIQ v4", "CSA CAIQ v4")
CAIQ_3: Final = _profile("caiq-3", "CSA CAIQ v3", "CSA CAIQ v3")
CAIQ_LITE: Final = _profile("caiq-lite", "CSA CAIQ-Lite", "CSA CAIQ-Lite")
