"""What of a pack may leave the house: of wording that is not ours, only the ids."""

from __future__ import annotations

from dataclasses import replace

from sakimori.domain.questions.pack import Pack, Question, TextRights
from sakimori.domain.values.text import NO_TEXT


def shareable(pack: Pack) -> Pack:
    """The pack as it may leave: of wording that is not ours, only the ids stay.

    What our records know of the engagement (its facts) is ours to say: it tells when a question is to be answered.
    """
    if pack.source.text_rights is TextRights.FULL:
        return pack
    return replace(
        pack,
        title=NO_TEXT,
        sections=tuple(replace(section, title=NO_TEXT) for section in pack.sections),
        questions=tuple(map(_bare, pack.questions)),
    )


def _bare(question: Question) -> Question:
    return replace(
        question,
        text=NO_TEXT,
        topic=NO_TEXT,
        help=None,
        unit=None,
        cites=None,
        choices=tuple(replace(choice, label=NO_TEXT, aliases=()) for choice in question.choices),
        evidence=tuple(replace(request, text=NO_TEXT) for request in question.evidence),
        gaps=tuple(replace(gap, title=NO_TEXT, action=NO_TEXT) for gap in question.gaps),
    )
