"""A questionnaire handed in: the file, the forms by which it can be read, what was read, and what to look at."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sakimori.domain.questions.questionnaire import KeptProfile
from sakimori.errors import RefusedError
from sakimori.exchange.lists.archive import LIMIT
from sakimori.exchange.lists.container import MAX_FILE_BYTES
from sakimori.exchange.questionnaires.forms.user_profile import UserProfile, is_profile_id, read_profile
from sakimori.exchange.questionnaires.reading.recognise import PROFILES
from sakimori.exchange.questionnaires.reading.result import ReadQuestionnaire, warnings
from sakimori.services.kernel.access import Permission
from sakimori.services.questionnaires.reading import keep_profile, list_profiles, withdraw_profile
from sakimori.ui.assessments.state import fresh
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.files import file_button
from sakimori.ui.frame.formats import Unit, count, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import table, text_column
from sakimori.ui.frame.text import language, listed, t, t_count
from sakimori.ui.frame.trail_words import first_shown, first_version, refuse
from sakimori.ui.questionnaires.left_out import show_left_out
from sakimori.ui.questionnaires.state import (
    FormIntake,
    Stage,
    choose_member,
    forget,
    kept_body,
    key_of,
    last_refusal,
    read_as,
    take,
    to_members,
)

YAML = "application/yaml"
_KEPT = "imports_form_kept"
_KEPT_PREFIX = "kept:"
_BY_ITSELF = ""


def choose_form(page: Page, intake: FormIntake) -> None:
    """By which form the file is read, and another one to read it by."""
    reading = intake.read.reading
    titles = {profile.id: profile.title.get(language()) for profile in PROFILES}
    kept = {one.name: one.title or one.name for one in list_profiles(page.workspace)}
    name = titles.get(reading.profile) or kept.get(reading.profile) or reading.profile
    if intake.is_confirmed:
        st.success(t("intake.read_by_columns"), icon=":material/task_alt:")
    elif reading.profile in kept or intake.read.profile_body:
        st.success(t("intake.read_by_kept", name=plain(name)), icon=":material/task_alt:")
    else:
        why = plain(reading.why.get(language()))
        st.info(t("intake.read_by", name=plain(name), why=why), icon=":material/description:")
    options = {
        _BY_ITSELF: t("intake.by_itself"),
        **{f"{_KEPT_PREFIX}{one}": t("intake.kept_option", name=title) for one, title in kept.items()},
        **titles,
    }
    key = key_of("imports_form_profile")
    at = intake.profile if intake.profile in titles else f"{_KEPT_PREFIX}{intake.profile}"
    st.selectbox(
        t("intake.read_as"), list(options), format_func=options.__getitem__, key=key, width=460,
        index=list(options).index(at) if at in options else 0, help=t("intake.read_as_help"),
        on_change=lambda: read_as(page, intake, profile=st.session_state[key].removeprefix(_KEPT_PREFIX)),
    )  # fmt: skip
    with st.expander(t("intake.yaml_section")):
        upload = key_of("imports_form_yaml")
        st.file_uploader(
            t("intake.yaml_upload"), type=["yaml", "yml"], key=upload, max_upload_size=1,
            on_change=partial(_yaml_taken, page, intake, upload),
        )  # fmt: skip
        if intake.read.profile_body:
            _download(intake.read.profile_body, reading.profile, key="imports_form_yaml_download")
    if intake.refusal is not None:
        refusal(intake.refusal)


def _yaml_taken(page: Page, intake: FormIntake, key: str) -> None:
    handed_in = st.session_state.get(key)
    if handed_in is not None:
        read_as(page, intake, body=handed_in.getvalue().decode("utf-8", errors="replace"))


def _download(body: str, name: str, *, key: str) -> None:
    file_button(t("intake.yaml_download"), lambda: body, name=f"{name}.yaml", mime=YAML, key=key)


def offer_keeping(page: Page, intake: FormIntake) -> None:
    """Keep how the file was read under a name, so that the next one of this form needs no questions."""
    body = intake.read.profile_body
    if not (body or intake.said or intake.labels):
        return
    with st.expander(t("intake.keep_section"), icon=":material/bookmark_add:"):
        if (name := st.session_state.pop(_KEPT, None)) is not None:
            st.success(t("intake.kept_now", name=plain(name)), icon=":material/check_circle:")
        st.caption(t("intake.keep_note"))
        known = read_profile(body.encode()) if body else UserProfile("", "")
        is_known = any(one.name == known.id for one in list_profiles(page.workspace))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.text_input(
                t("intake.keep_name"), value=known.id if is_known else "", placeholder="kokyaku-a",
                key="imports_form_keep_name", help=t("intake.keep_name_help"), width=240, max_chars=64,
            )  # fmt: skip
            title = st.text_input(
                t("intake.keep_title"), value=known.title, key="imports_form_keep_title", width=320, max_chars=200
            )
        if name and not is_profile_id(name):
            st.warning(t("intake.keep_name_wrong"), icon=":material/block:")
        with st.container(horizontal=True):
            pressed = st.button(
                t("intake.keep"), key="imports_form_keep", icon=":material/bookmark_add:",
                disabled=not is_profile_id(name) or not page.may(Permission.IMPORT),
            )  # fmt: skip
            if is_profile_id(name):
                _download(kept_body(page, intake, name, title), name, key="imports_form_keep_download")
        former = next((one for one in list_profiles(page.workspace) if one.name == name), None)
        seen = first_version(name, former.version if former else 0, key="imports_form_keep")
        if pressed:
            _keep(page, intake, name, title, seen)


def _keep(page: Page, intake: FormIntake, name: str, title: str, seen: int) -> None:
    now = fresh(page)
    try:
        keep_profile(now.workspace, kept_body(now, intake, name, title), actor=now.actor, at=now.at, seen=seen)
    except RefusedError as error:
        refuse(error)
        return
    st.session_state[_KEPT] = title or name
    st.rerun()


def show_kept(page: Page) -> None:
    """The forms that were kept, each to download or to withdraw."""
    kept = list_profiles(page.workspace)
    if not kept:
        return
    with st.expander(t_count("intake.kept_section", len(kept)), icon=":material/bookmarks:"):
        titles = {one.id: f"{one.title} ({one.name})" if one.title else one.name for one in kept}
        chosen = st.selectbox(
            t("intake.kept_one"), list(titles), format_func=titles.__getitem__, key="imports_form_kept_one",
            index=None, placeholder=t("intake.choose"), width=460,
        )  # fmt: skip
        one = next((one for one in kept if one.id == chosen), None)
        if one is not None:
            _one_kept(page, one)


def _one_kept(page: Page, one: KeptProfile) -> None:
    _download(one.body, one.name, key=f"imports_form_kept_yaml_{one.id}")
    seen = first_shown(one, key="imports_form_withdraw").version
    if not page.may(Permission.IMPORT):
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        reason = st.text_input(
            t("intake.withdraw_reason"), key=f"imports_form_withdraw_reason_{one.id}", width=360, max_chars=200
        )
        pressed = st.button(
            t("intake.withdraw"), key="imports_form_withdraw", disabled=not reason.strip(), icon=":material/block:"
        )
    if not pressed:
        return
    now = fresh(page)
    try:
        withdraw_profile(now.workspace, one.id, reason=reason, actor=now.actor, at=now.at, seen=seen)
    except RefusedError as error:
        refuse(error)
        return
    st.rerun()


_TYPES = [
    "xlsx", "xlsm", "xls", "docx", "docm", "doc", "ods", "csv", "tsv", "txt", "json", "yaml", "yml", "xml", "md",
    "html", "htm", "zip",
]  # fmt: skip
_MEGABYTE = 1024 * 1024
_MOST_SIDE_BY_SIDE = 20
_KILOBYTE = 1024


def stages_line(intake: FormIntake | None) -> None:
    """The steps, with the one that is open; done ones are ticked."""
    at = intake.stage if intake else Stage.FILE
    words = []
    for stage in Stage:
        name = t(f"intake.step_{stage.name.lower()}")
        if stage is at:
            words.append(f":blue-badge[**{stage.value} {name}**]")
        else:
            tick = ":material/check: " if stage < at else f"{stage.value} "
            words.append(f":gray[{tick}{name}]")
    st.markdown("　:gray[→]　".join(words))


def hand_in(page: Page) -> None:
    """The uploader with its limit in words, why the last file could not be read, and the kept forms."""
    key = key_of("imports_form_file")
    limit = MAX_FILE_BYTES // _MEGABYTE
    st.file_uploader(
        t("intake.upload", limit=limit), type=_TYPES, key=key, disabled=not page.may(Permission.IMPORT),
        max_upload_size=limit, on_change=partial(_taken, page, key),
    )  # fmt: skip
    if (error := last_refusal()) is not None:
        refusal(error)
    st.caption(t("intake.how"))
    show_kept(page)


def _taken(page: Page, key: str) -> None:
    handed_in = st.session_state.get(key)
    if handed_in is not None:
        take(page, handed_in.name, handed_in.getvalue())


def choose_from_archive(page: Page, intake: FormIntake) -> None:
    """Which file of an archive to go on with."""
    st.markdown(t("intake.archive", count=count(len(intake.members), Unit.CASES, language())))
    if intake.beyond:
        st.warning(t_count("intake.beyond", len(intake.beyond), limit=LIMIT), icon=":material/warning:")
        with st.expander(t("intake.beyond_names")):
            st.caption("  \n".join(map(plain, intake.beyond)))
    key = key_of("imports_form_member")
    names = [name for name, _ in intake.members]
    sizes = {name: _size(len(data)) for name, data in intake.members}
    if len(names) > _MOST_SIDE_BY_SIDE:
        name = st.selectbox(
            t("intake.member"), names, index=None, key=key, placeholder=t("intake.choose"), width=600,
            format_func=lambda one: f"{one}　{sizes[one]}",
        )  # fmt: skip
    else:
        name = st.radio(
            t("intake.member"), names, index=None, key=key, captions=[sizes[name] for name in names],
            format_func=plain,
        )  # fmt: skip
    if intake.refusal is not None:
        refusal(intake.refusal)
    with st.container(horizontal=True):
        st.button(
            t("intake.read_member"), type="primary", key="imports_form_read_member", disabled=name is None,
            on_click=choose_member, args=(page, intake, name or ""), shortcut="Ctrl+Enter",
        )  # fmt: skip
        st.button(t("imports.other_file"), key="imports_form_other", on_click=forget)


def _size(size: int) -> str:
    if size >= _MEGABYTE:
        return f"{size / _MEGABYTE:.1f} MB"
    return f"{max(1, round(size / _KILOBYTE)):,} KB"


def file_line(intake: FormIntake) -> None:
    """Name, size, encoding, and how much was read; it stands above every step."""
    reading = intake.read.reading
    st.markdown(
        t(
            "intake.file_line",
            name=plain(intake.filename),
            size=_size(len(intake.data)),
            encoding=plain(reading.encoding),
            questions=count(len(reading.questions), Unit.QUESTIONS, language()),
        )
    )


def show_reading(intake: FormIntake) -> None:
    """Its sheets, and its rows by what they are: the sum is printed; then what a person should look at."""
    reading = intake.read.reading
    parts = " + ".join(f"{t(f'intake.row_{name.value}')} {number:,}" for name, number in reading.by_class.items())
    lines = [*_sheets(reading), t("intake.rows_sum", seen=f"{len(reading.rows):,}", parts=parts or "0")]
    st.caption("  \n".join(map(plain, lines)))
    _warnings(reading)
    show_left_out(intake)


def _sheets(reading: ReadQuestionnaire) -> list[str]:
    read = [t("intake.sheets_read", names=listed(reading.sheets))] if reading.sheets else []
    return read + [
        t("intake.sheet_skipped", name=sheet.name, why=sheet.why.get(language())) for sheet in reading.skipped
    ]


def _warnings(reading: ReadQuestionnaire) -> None:
    found = list(warnings(reading))
    if not found:
        return
    with st.expander(t_count("intake.warnings", len(found)), icon=":material/warning:"):
        columns = {
            "at": text_column(t("intake.col_at"), width=140),
            "what": text_column(t("intake.col_look"), width=700),
        }
        rows = [[one["address"] or t("intake.whole_file"), one[language()]] for one in found]
        table(rows, columns, key=key_of("imports_form_warnings"), alt=t("intake.warnings_alt"))


def other_file_buttons(intake: FormIntake) -> None:
    """Begin anew, or with another file of the archive."""
    if intake.members:
        st.button(t("intake.other_member"), key="imports_form_members", on_click=to_members, args=(intake,))
    st.button(t("imports.other_file"), key="imports_form_other", on_click=forget)
