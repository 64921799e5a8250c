"""Reading a questionnaire with what this company knows: its own packs, and the profiles that people have kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

from sakimori.domain.questions.questionnaire import KeptProfile, QuestionnaireImport
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, NotFoundError
from sakimori.exchange.apart import read_apart
from sakimori.exchange.questionnaires.forms.user_profile import UserProfile, read_profile
from sakimori.exchange.questionnaires.reading.apart import read_with_packs
from sakimori.exchange.questionnaires.reading.form import FORM_IDS, Find, fitting_profile, nothing_read
from sakimori.exchange.questionnaires.reading.result import Normal, ReadQuestionnaire
from sakimori.services.assessments.packs.shelf import find_pack
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.evidence import refuse_places
from sakimori.services.kernel.unit import Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import clean, refuse_personal_numbers
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.write import write_result

_NAME: Final = Text("様式の名前", "the name of the profile")
_TAKEN: Final = Text(
    "組み込みの様式と同じ名前です。別の名前にしてください。", "A built-in form has this name. Use another."
)
_PROFILE: Final = Text("様式", "profile")


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file as it was read: its bytes, what stands in it, and everything that is needed to read it so again."""

    filename: str
    data: bytes
    reading: ReadQuestionnaire
    profile_body: str = ""
    said: tuple[tuple[str, str], ...] = ()

    @property
    def is_filled(self) -> bool:
        """Whether anything was answered."""
        return any(question.normal not in {Normal.BLANK, Normal.DEFAULT} for question in self.reading.questions)


@needs(Permission.READ)
def read_file(
    workspace: Workspace,
    data: bytes,
    filename: str,
    *,
    profile: str = "",
    profile_body: str = "",
    said: Sequence[tuple[str, str]] = (),
) -> FileRead:
    """Read a file: by the form that is named, by a YAML profile, by a kept one that fits it exactly, else by the best.

    Args:
        workspace: Whose packs and profiles are known.
        data: The file.
        filename: How it is called.
        profile: The id of a built-in form, or the name of a kept one.
        profile_body: The YAML of a profile, which goes before the rest.
        said: What tokens mean in this file, by the values of `Normal`.

    Raises:
        NotFoundError: There is no profile of that name.
        NumberInFileError: The file holds a My Number or a card number, and so can never be kept.
        UnreadableFileError: The file is no questionnaire, or not of the form that was named.
    """
    refuse_personal_numbers("file", clean(filename))
    _refuse_numbers(profile_body, *(token for token, _ in said))
    body = profile_body or _kept_body(workspace, profile, data, filename)
    reading = _read(data, filename, profile, body, said, find=partial(find_pack, workspace))
    return FileRead(filename, data, reading, body, tuple(said))


@needs(Permission.READ)
def read_kept_file(
    workspace: Workspace,
    data: bytes,
    filename: str,
    *,
    profile: str = "",
    profile_body: str = "",
    said: Sequence[tuple[str, str]] = (),
) -> FileRead:
    """Read a file that is kept already, or our own copy of it, as `read_file` does.

    Raises:
        NotFoundError: There is no profile of that name.
        UnreadableFileError: The file is no questionnaire, or not of the form that was named.
    """
    body = profile_body or _kept_body(workspace, profile, data, filename)
    reading = _read(data, filename, profile, body, said, find=partial(find_pack, workspace), is_kept=True)
    return FileRead(filename, data, reading, body, tuple(said))


def _read(
    data: bytes,
    filename: str,
    profile: str,
    body: str,
    said: Sequence[tuple[str, str]],
    *,
    find: Find,
    is_kept: bool = False,
) -> ReadQuestionnaire:
    """The file as read apart, unless numbers of persons stand in it."""
    found = read_with_packs(data, filename, profile=profile, body=body, said=said, find=find, is_kept=is_kept)
    refuse_places(found.numbers, filename)
    if found.reading is None:
        raise nothing_read()
    return found.reading


@needs(Permission.READ)
def read_again(workspace: Workspace, taken_in: QuestionnaireImport) -> FileRead:
    """A file that was taken in, read as it was then."""
    with workspace.unit() as unit:
        data = unit.files.get(taken_in.sha256)
    return read_kept_file(
        workspace,
        data,
        taken_in.filename,
        profile="" if taken_in.profile_body else taken_in.profile,
        profile_body=taken_in.profile_body,
        said=taken_in.said,
    )


def _kept_body(workspace: Workspace, profile: str, data: bytes, filename: str) -> str:
    """The YAML of the kept profile that is named, or of the newest whose sheets and labels are exactly the file's."""
    if profile in BUILT_IN:
        return ""
    with workspace.unit() as unit:
        kept = kept_profiles(unit)
    if profile:
        found = next((one for one in kept if one.name == profile), None)
        if found is None:
            raise NotFoundError(what=_PROFILE, key=profile)
        return found.body
    if not kept:
        return ""
    return read_apart(fitting_profile, data, filename, [one.body for one in reversed(kept)])


def kept_profiles(unit: Unit) -> list[KeptProfile]:
    """The profiles that people have kept and not withdrawn, the oldest first."""
    return unit.records.select(KeptProfile, "withdrawn_on IS NULL", order="made_on, id")


@needs(Permission.READ)
def list_profiles(workspace: Workspace) -> tuple[KeptProfile, ...]:
    """The same, for pages."""
    with workspace.unit() as unit:
        return tuple(kept_profiles(unit))


def checked_profile(body: str) -> UserProfile:
    """A profile as it may be kept.

    Raises:
        InvalidValueError: It bears the name of a built-in form, or holds a card number.
        MyNumberError: It holds a My Number.
        UnreadableFileError: It is none; the problems are told with their lines.
    """
    _refuse_numbers(body)
    profile = read_profile(body.encode())
    if profile.id in BUILT_IN:
        raise InvalidValueError(field=_NAME, value=profile.id, expected=_TAKEN, name="name")
    return profile


@needs(Permission.IMPORT)
def keep_profile(
    workspace: Workspace, body: str, *, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[KeptProfile]:
    """Keep how a form is read; one of the same name takes the place of the former.

    `seen` is the version of the former that was shown, 0 where there was none.

    Raises:
        InvalidValueError: It bears the name of a built-in form, or holds a card number.
        MyNumberError: It holds a My Number.
        UnreadableFileError: It is none; the problems are told with their lines.
    """
    profile = checked_profile(body)
    with workspace.change("profile.kept", actor=actor, at=at) as change:
        standing = next((one for one in kept_profiles(change) if one.name == profile.id), None)
        if standing is not None:
            stored = change.update(replace(change.as_shown(standing, seen), title=profile.title, body=body))
        else:
            stored = change.insert(
                KeptProfile(change.new_id("kp"), profile.id, profile.title, body, change.today, actor.id)
            )
    return write_result(stored, change)


@needs(Permission.IMPORT)
def withdraw_profile(
    workspace: Workspace, profile_id: str, *, reason: str, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[KeptProfile]:
    """Stop reading files by a kept profile; what was read by it stays as it was read."""
    why = needed_reason(reason)
    with workspace.change("profile.withdrawn", actor=actor, at=at, reason=why) as change:
        standing = change.records.get(KeptProfile, profile_id, what=_PROFILE)
        stored = change.update(replace(change.as_shown(standing, seen), withdrawn_on=change.today))
    return write_result(stored, change)


BUILT_IN: Final = frozenset(FORM_IDS)
"""The ids of the forms that are built in."""


def _refuse_numbers(*texts: str) -> None:
    """Refuse a My Number or a card number in what a person says of a form: it is kept as it is."""
    for text in texts:
        refuse_personal_numbers("profile", text, words=_PROFILE)
