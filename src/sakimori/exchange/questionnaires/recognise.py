"""Of which form a file is, and what it holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sakimori.domain.text import Text
from sakimori.errors import NotFoundError
from sakimori.exchange.container import refuse
from sakimori.exchange.questionnaires import (
    answer_library,
    answer_page,
    attestation,
    caiq_page,
    caiq_sheet,
    checkbox_sheet,
    ciso_library,
    ciso_workbook,
    cyfun,
    eramba,
    generic,
    hecvat,
    meti,
    opencontrol,
    oscal,
    question_file,
    vsaq,
)
from sakimori.exchange.questionnaires.document import Document, open_document
from sakimori.exchange.questionnaires.normal import NOTHING_SAID, Meanings
from sakimori.exchange.questionnaires.profile import Profile, Recognised
from sakimori.exchange.questionnaires.reading import ReadQuestionnaire
from sakimori.exchange.questionnaires.tree import must_be_whole

PROFILES: Final[tuple[Profile, ...]] = (
    cyfun.PROFILE,
    hecvat.PROFILE,
    eramba.PROFILE,
    ciso_workbook.PROFILE,
    caiq_sheet.CAIQ_4,
    caiq_sheet.CAIQ_3,
    caiq_sheet.CAIQ_LITE,
    attestation.PROFILE,
    caiq_page.PROFILE,
    answer_page.BANK,
    answer_page.PAGE,
    vsaq.PROFILE,
    oscal.PROFILE,
    opencontrol.PROFILE,
    ciso_library.PROFILE,
    question_file.PROFILE,
    meti.PROFILE,
    checkbox_sheet.PROFILE,
    answer_library.PROFILE,
    generic.PROFILE,
)
"""Every form that is known; of equal scores the earlier one wins."""
_PROFILE: Final = Text("様式", "profile")
_CHOSEN: Final = Text("指定された様式です。", "Named by whoever read it.")


def read_questionnaire(
    data: bytes, filename: str, *, profile: str = "", meanings: Meanings = NOTHING_SAID
) -> ReadQuestionnaire:
    """A file as a questionnaire, by the form that fits best or by the one that is named.

    Raises:
        NotFoundError: There is no profile of that name.
        UnreadableFileError: It cannot be opened, or nothing in it looks like questions.
    """
    document = open_document(data, filename)
    chosen, found = _named(profile) if profile else best_profile(document)
    body = chosen.read(document, meanings)
    return ReadQuestionnaire(
        profile=chosen.id,
        why=found.why,
        filename=filename,
        sha256=document.sha256,
        encoding=document.encoding,
        title=body.title,
        questions=body.questions,
        rows=body.rows,
        sheets=body.sheets,
        skipped=body.skipped,
        notes=(*document.notes, *body.notes),
    )


def best_profile(document: Document, among: Iterable[Profile] | None = None) -> tuple[Profile, Recognised]:
    """The form that fits a file best.

    Raises:
        UnreadableFileError: None fits.
    """
    profiles = PROFILES if among is None else among
    fitting = [(profile, found) for profile in profiles if (found := profile.recognise(document)) is not None]
    if not fitting:
        must_be_whole(document)
        raise refuse(
            "質問の並ぶ表が見つかりません。質問と回答の列がある表にしてください。",
            "No table of questions was found. Give it a column of questions and one of answers.",
        )
    return max(fitting, key=lambda pair: pair[1].score)


def _named(profile_id: str) -> tuple[Profile, Recognised]:
    for profile in PROFILES:
        if profile.id == profile_id:
            return profile, Recognised(1.0, _CHOSEN)
    raise NotFoundError(what=_PROFILE, key=profile_id)
