"""Of which form a file is, and what it holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.errors import NotFoundError
from sakimori.exchange.lists.container import refuse
from sakimori.exchange.questionnaires.forms import (
    answer_library,
    answer_page,
    attestation,
    caiq,
    caiq_page,
    checkbox_sheet,
    ciso_library,
    ciso_workbook,
    cyfun,
    eramba,
    hecvat,
    meti,
    nested_data,
    opencontrol,
    oscal,
    question_file,
    task_list,
    vsaq,
)
from sakimori.exchange.questionnaires.forms.profile import Body, Profile, Recognised
from sakimori.exchange.questionnaires.forms.user_profile import UserProfile, read_with
from sakimori.exchange.questionnaires.ours import pack_reading
from sakimori.exchange.questionnaires.reading.document import Document, open_document
from sakimori.exchange.questionnaires.reading.doubts import settled
from sakimori.exchange.questionnaires.reading.form import Find, nothing_read
from sakimori.exchange.questionnaires.reading.left_out import told_rows, told_sheets, with_errors_told
from sakimori.exchange.questionnaires.reading.normal import NOTHING_SAID, Meanings
from sakimori.exchange.questionnaires.reading.repeated import settle_ids
from sakimori.exchange.questionnaires.reading.result import ReadQuestionnaire
from sakimori.exchange.questionnaires.reading.tree import must_be_whole
from sakimori.exchange.questionnaires.sheets import tables

PROFILES: Final[tuple[Profile, ...]] = (
    pack_reading.PROFILE,
    cyfun.PROFILE,
    hecvat.PROFILE,
    eramba.PROFILE,
    ciso_workbook.PROFILE,
    caiq.CAIQ_4,
    caiq.CAIQ_3,
    caiq.CAIQ_LITE,
    attestation.PROFILE,
    caiq_page.PROFILE,
    answer_page.BANK,
    task_list.PROFILE,
    answer_page.PAGE,
    vsaq.PROFILE,
    oscal.PROFILE,
    opencontrol.PROFILE,
    ciso_library.PROFILE,
    question_file.PROFILE,
    meti.PROFILE,
    checkbox_sheet.PROFILE,
    answer_library.PROFILE,
    nested_data.PROFILE,
    tables.PROFILE,
)
"""Every form that is known; of equal scores the earlier one wins."""
_PROFILE: Final = Text("様式", "profile")
_KEPT: Final = Text("様式ファイルのとおりに読みました。", "Read as the kept profile says.")
_CHOSEN: Final = Text("様式を指定して読みました。{why}", "Read as the form that was named. {why}")


def read_questionnaire(
    data: bytes,
    filename: str,
    *,
    profile: str = "",
    meanings: Meanings = NOTHING_SAID,
    find: Find | None = None,
) -> ReadQuestionnaire:
    """A file as a questionnaire, by the form that fits best or by the one that is named.

    Args:
        data: The file.
        filename: How it is called.
        profile: The form to read it as; blank for the one that fits best.
        meanings: What tokens mean in this file.
        find: Gives packs of ours; without it those that come with Sakimori.

    Raises:
        NotFoundError: There is no profile of that name.
        UnreadableFileError: It cannot be opened, is not of the named form, or nothing in it looks like questions.
    """
    document = open_document(data, filename)
    chosen, found = _named(profile, document) if profile else best_profile(document)
    if chosen is pack_reading.PROFILE and find is not None:
        return _whole(document, chosen.id, found.why, pack_reading.read_pack(document, meanings, find), meanings)
    return _whole(document, chosen.id, found.why, chosen.read(document, meanings), meanings)


def read_kept(data: bytes, filename: str, kept: UserProfile, meanings: Meanings = NOTHING_SAID) -> ReadQuestionnaire:
    """A file as a questionnaire, by a profile that somebody has kept.

    Raises:
        NotFoundError: The profile names a built-in form that there is not.
        UnreadableFileError: It cannot be opened, or is laid out otherwise than the profile says.
    """
    document = open_document(data, filename)
    if kept.form:
        chosen, _ = _named(kept.form, document)
        return _whole(document, kept.id, _KEPT, chosen.read(document, kept.meant(meanings)), kept.meant(meanings))
    return _whole(document, kept.id, _KEPT, read_with(kept, document, meanings), kept.meant(meanings))


def _whole(document: Document, profile_id: str, why: Text, body: Body, meanings: Meanings) -> ReadQuestionnaire:
    if not body.questions:
        raise nothing_read()
    questions, notes = settle_ids(map(with_errors_told, settled(body.questions, meanings)))
    return ReadQuestionnaire(
        profile=profile_id,
        why=why,
        filename=document.filename,
        sha256=document.sha256,
        encoding=document.encoding,
        title=body.title,
        questions=questions,
        rows=told_rows(document, body),
        sheets=body.sheets,
        skipped=told_sheets(document, body),
        notes=(*document.notes, *body.notes, *notes),
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
        raise nothing_read()
    return max(fitting, key=lambda pair: pair[1].score)


def _named(profile_id: str, document: Document) -> tuple[Profile, Recognised]:
    """The form of a name; its reader may rely on the file being of it."""
    profile = next((one for one in PROFILES if one.id == profile_id), None)
    if profile is None:
        raise NotFoundError(what=_PROFILE, key=profile_id)
    found = profile.recognise(document)
    if found is None:
        must_be_whole(document)
        raise refuse(
            f"様式「{profile.title.ja}」ではありません。様式を指定せずに読むか、別の様式を選んでください。",
            f"It is not of the form “{profile.title.en}”. Read it without naming a form, or name another.",
        )
    return profile, Recognised(1.0, _CHOSEN.format(why=found.why))
