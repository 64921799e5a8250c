"""All that is to be known of a questionnaire of others, out of one look at its file.

Whoever asks for it needs these types alone: the readers are loaded where the file is read, in a process of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sakimori.domain.questions.pack import Pack
from sakimori.errors import UnreadableFileError
from sakimori.exchange.lists.container import refuse
from sakimori.exchange.lists.number_search import NumberPlace
from sakimori.exchange.questionnaires.reading.result import ReadQuestionnaire

Find = Callable[[str, str], Pack | None]
"""Gives the pack of an id and a version, where somebody has it."""

FORM_IDS: Final = (
    "sakimori-pack", "cyfun", "hecvat", "eramba", "ciso-assistant-workbook", "caiq-4", "caiq-3", "caiq-lite",
    "ms365-attestation", "caiq-page", "plainanswer", "task-list", "answer-page", "google-vsaq", "oscal-catalog",
    "opencontrol", "ciso-assistant-library", "question-file", "meti-sla", "checkbox-sheet", "answer-library",
    "data", "generic",
)  # fmt: skip
"""The ids of the built-in forms, in the order in which they are tried."""


@dataclass(frozen=True, slots=True)
class FormReading:
    """The numbers of persons in a file; else the questionnaire in it, and the packs of ours that it names.

    There is no questionnaire where it cannot be read without the packs that it names.
    """

    numbers: tuple[NumberPlace, ...] = ()
    reading: ReadQuestionnaire | None = None
    asks_for: tuple[tuple[str, str], ...] = ()


def read_form(
    data: bytes,
    filename: str,
    *,
    profile: str = "",
    body: str = "",
    said: Sequence[tuple[str, str]] = (),
    packs: Sequence[Pack] | None = None,
    is_kept: bool = False,
) -> FormReading:
    """Read a file by a profile, else by the form that is named, else by the one that fits best.

    Args:
        data: The file.
        filename: How it is called.
        profile: The built-in form to read it as; blank for the one that fits best.
        body: A profile as YAML, which goes before the rest.
        said: What tokens mean in this file, by the values of `Normal`, and whether answers stand below labels.
        packs: Those of ours that the file names; None while it is not known which.
        is_kept: Whether it lies in the file store, so that it was looked through before.

    Raises:
        NotFoundError: There is no profile of that name.
        UnreadableFileError: The file is no questionnaire, or not of the form that was named.
    """
    from sakimori.exchange.questionnaires.reading.one_look import look_at  # noqa: PLC0415 - see above

    return look_at(data, filename, profile=profile, body=body, said=said, packs=packs, is_kept=is_kept)


def fitting_profile(data: bytes, filename: str, kept: Sequence[str]) -> str:
    """The first of some profiles whose sheets and labels are exactly those of a file; blank where none is."""
    from sakimori.exchange.questionnaires.reading.one_look import first_that_fits  # noqa: PLC0415 - see above

    return first_that_fits(data, filename, kept)


def nothing_read() -> UnreadableFileError:
    """The refusal of a file in which nothing looks like questions."""
    return refuse(
        "質問の並ぶ表が見つかりません。質問と回答の列がある表にしてください。",
        "No table of questions was found. Give it a column of questions and one of answers.",
    )
