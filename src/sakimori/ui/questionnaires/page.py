"""The steps of a questionnaire on the page 取込, one at a time, and where it goes: who answered, on which pack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import streamlit as st

from sakimori.domain.codes import OF_OURSELVES, AssessmentKind
from sakimori.domain.questions.pack import Pack
from sakimori.domain.records.third_party import SELF_ID
from sakimori.errors import RefusedError
from sakimori.exchange.questionnaires.ours.private_pack import Polarity
from sakimori.exchange.questionnaires.reading.result import Normal
from sakimori.services.assessments.opening import parties_to_assess, propose_packs, services_to_assess, usual_due_day
from sakimori.services.questionnaires.intake import IntakeResult, form_as_pack
from sakimori.services.questionnaires.plan import NewPack, PackCandidate, Target
from sakimori.ui.frame.components import link_to, refusal
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import label, language, t, t_count
from sakimori.ui.questionnaires.columns import choose_columns, say_meanings
from sakimori.ui.questionnaires.dry_run import show_plan
from sakimori.ui.questionnaires.file import (
    choose_form,
    choose_from_archive,
    file_line,
    hand_in,
    offer_keeping,
    other_file_buttons,
    show_reading,
    stages_line,
)
from sakimori.ui.questionnaires.labels import choose_labels
from sakimori.ui.questionnaires.state import (
    FormIntake,
    Stage,
    candidates_of,
    current,
    current_plan,
    decide_target,
    forget,
    go,
    key_of,
)
from sakimori.ui.questionnaires.words import cut

_NEW: Final = "new"
_VERSION: Final = "version:"
_WHOLE: Final = 1.0


class AnsweredBy(StrEnum):
    """Whose answers a file holds."""

    PARTY = "party"
    OURS = "ours"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class _Who:
    third_party_id: str = ""
    service_id: str | None = None
    kind: AssessmentKind = AssessmentKind.ONBOARDING
    due_on: date | None = None


def choose_target(page: Page, intake: FormIntake) -> None:
    """Who answered, then the pack; nothing is chosen for a person but a pack that has every question of the file."""
    words = {whose: t(f"intake.whose_{whose.value}") for whose in AnsweredBy}
    preset = st.query_params.get("party", "")
    whose = st.radio(
        t("intake.whose"), list(words), format_func=words.__getitem__, key=key_of("imports_form_whose"),
        index=_first(intake, preset), captions=[t(f"intake.whose_{one.value}_note") for one in AnsweredBy],
    )  # fmt: skip
    who = _who(page, whose, preset) if whose is not None else None
    new_or_pack = _pack(page, intake, whose, who) if who is not None else None
    if intake.refusal is not None:
        refusal(intake.refusal)
    with st.container(horizontal=True):
        target, new_pack = new_or_pack or (None, None)
        st.button(
            t("intake.to_dry_run"), type="primary", key="imports_form_to_try", disabled=target is None,
            on_click=decide_target, args=(page, intake, target, new_pack), shortcut="Ctrl+Enter",
        )  # fmt: skip
        st.button(t("intake.back_to_tokens"), key="imports_form_back", on_click=go, args=(intake, Stage.TOKENS))


def _first(intake: FormIntake, preset: str) -> int | None:
    """What is open first: what was chosen before, else the third party of the page that led here."""
    if intake.target is not None:
        party = intake.target.third_party_id
        return list(AnsweredBy).index(
            AnsweredBy.OURS if party == SELF_ID else AnsweredBy.PARTY if party else AnsweredBy.NOBODY
        )
    return list(AnsweredBy).index(AnsweredBy.OURS if preset == SELF_ID else AnsweredBy.PARTY) if preset else None


def _who(page: Page, whose: AnsweredBy, preset: str) -> _Who | None:
    if whose is AnsweredBy.NOBODY:
        return _Who()
    if whose is AnsweredBy.OURS:
        return _Who(SELF_ID, kind=AssessmentKind.ASKED, due_on=_due(page))
    names = dict(parties_to_assess(page.workspace))
    if not names:
        st.info(t("assess.no_party"), icon=":material/domain:")
        return None
    party = st.selectbox(
        t("assess.party"), list(names), index=list(names).index(preset) if preset in names else None,
        format_func=names.__getitem__, placeholder=t("assess.choose"), key=key_of("imports_form_party"), width=460,
    )  # fmt: skip
    if party is None:
        return None
    services: dict[str | None, str] = {None: t("intake.whole_party"), **dict(services_to_assess(page.workspace, party))}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        service = None
        if len(services) > 1:
            service = st.selectbox(
                t("intake.service"), list(services), key=key_of(f"imports_form_service_{party}"), width=300,
                format_func=services.__getitem__,
            )  # fmt: skip
        kinds = {kind: label(kind) for kind in AssessmentKind if kind not in OF_OURSELVES}
        kind = st.selectbox(
            t("assess.kind"), list(kinds), format_func=kinds.__getitem__, key=key_of("imports_form_kind"), width=200,
        )  # fmt: skip
        due_on = _due(page)
    return _Who(party, service, kind, due_on)


def _due(page: Page) -> date:
    return st.date_input(
        t("intake.due"), value=usual_due_day(page.workspace, page.today), min_value=page.today,
        key=key_of("imports_form_due"), width=200,
    )  # fmt: skip


def _pack(page: Page, intake: FormIntake, whose: AnsweredBy | None, who: _Who) -> tuple[Target, NewPack | None] | None:
    """The pack that was chosen, or what was said of a new one; None while something is missing."""
    candidates = candidates_of(page, intake)
    held = candidates if whose is not AnsweredBy.NOBODY else ()
    running = _running(page, who)
    words: dict[str, str] = {one.pack.id: _candidate_words(one, len(intake.read.reading.questions)) for one in held}
    notes = [t("intake.pack_running") if running.get(one.pack.id) else "" for one in held]
    words[_NEW] = t("intake.pack_new")
    notes.append(t("intake.pack_new_note"))
    for one in candidates:
        if one.is_private:
            words[f"{_VERSION}{one.pack.id}"] = t(
                "intake.pack_version", title=plain(one.pack.title.get(language())), version=one.pack.version
            )
            notes.append(t("intake.pack_version_note"))
    whole = next((one.pack.id for one in held if one.is_private and one.share >= _WHOLE), None)
    chosen = st.radio(
        t("intake.pack"), list(words), format_func=words.__getitem__, captions=notes,
        index=list(words).index(whole) if whole else None, key=key_of(f"imports_form_pack_{whose}"),
    )  # fmt: skip
    if chosen is None:
        return None
    target = Target(
        who.third_party_id, chosen if chosen in {one.pack.id for one in held} else "", who.service_id, who.kind,
        who.due_on,
    )  # fmt: skip
    if target.pack_id:
        return target, None
    made = _new_pack(page, intake, chosen.removeprefix(_VERSION) if chosen != _NEW else "", candidates)
    return (target, made) if made is not None else None


def _running(page: Page, who: _Who) -> Mapping[str, str | None]:
    if not who.third_party_id:
        return {}
    return {one.pack_id: one.running_id for one in propose_packs(page.workspace, who.third_party_id)}


def _candidate_words(one: PackCandidate, questions: int) -> str:
    return t(
        "intake.pack_option",
        title=plain(one.pack.title.get(language())),
        version=plain(one.pack.version),
        sure=f"{one.sure:,}",
        questions=f"{questions:,}",
        suggested=f"{one.suggested:,}",
    )


def _new_pack(page: Page, intake: FormIntake, previous_id: str, candidates: Sequence[PackCandidate]) -> NewPack | None:
    """What a person says of the form; whether はい is hoped for is asked, and never guessed."""
    reading = intake.read.reading
    previous = next((one.pack for one in candidates if one.pack.id == previous_id), None)
    stem = intake.filename.rpartition(".")[0] or intake.filename
    first = previous.title.get(previous.authoritative) if previous else (reading.title or stem)
    mark = previous_id or _NEW
    st.info(t("intake.licence_note"), icon=":material/copyright:")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        title = st.text_input(
            t("intake.new_title"), value=first[:200], max_chars=200, key=key_of(f"imports_form_title_{mark}"), width=420
        )
        sender = st.text_input(
            t("intake.new_sender"), value=previous.source.name if previous else "", max_chars=200,
            key=key_of(f"imports_form_sender_{mark}"), width=300,
        )  # fmt: skip
    licence = st.text_input(
        t("intake.new_licence"), value=previous.source.licence if previous else "", max_chars=500,
        key=key_of(f"imports_form_licence_{mark}"), help=t("intake.new_licence_help"), width=740,
    )  # fmt: skip
    sounds = {sound: t(f"intake.sound_{sound.value}") for sound in Polarity}
    sound = st.radio(
        t("intake.sound"), list(sounds), index=None, format_func=sounds.__getitem__, horizontal=True,
        captions=[t(f"intake.sound_{one.value}_note") for one in Polarity], key=key_of(f"imports_form_sound_{mark}"),
    )  # fmt: skip
    if sound is None or not title.strip():
        return None
    made = NewPack(title, sound, sender, licence, pack_id=previous_id)
    if sound is Polarity.YES:
        return _with_adverse(page, intake, made, previous)
    return made


def _with_adverse(page: Page, intake: FormIntake, made: NewPack, previous: Pack | None) -> NewPack:
    """The questions of which いいえ is hoped for."""
    try:
        _, ids = form_as_pack(page.workspace, intake.read, made)
    except RefusedError as error:
        refusal(error)
        return made
    if not ids:
        st.info(t("intake.registered_already"), icon=":material/inventory:")
        return made
    texts = dict(zip(ids, (question.text for question in intake.read.reading.questions), strict=True))
    before = {one.id for one in previous.questions if one.expect == (Normal.NO.value,)} if previous else set()
    adverse = st.multiselect(
        t("intake.adverse"), list(texts), format_func=lambda one: f"{one} {cut(texts[one])}",
        default=[one for one in texts if one in before], key=key_of(f"imports_form_adverse_{made.pack_id}"),
        help=t("intake.adverse_help"), placeholder=t("intake.choose_many"),
    )  # fmt: skip
    return NewPack(made.title, made.sound, made.sender, made.licence, frozenset(adverse), made.pack_id)


_QUESTIONNAIRE, _LISTS = "questionnaire", "lists"
_KIND, _ASKED = "imports_kind_of_file", "imports_kind_asked"


def is_questionnaire() -> bool:
    """Which of both is taken in: a list, or a questionnaire; the address may say so (`kind=questionnaire`)."""
    asked = st.query_params.get("kind", "")
    if asked != st.session_state.get(_ASKED, ""):
        st.session_state[_ASKED] = asked
        if asked in {_QUESTIONNAIRE, _LISTS}:
            st.session_state[_KIND] = asked
    words = {_LISTS: t("imports.of_lists"), _QUESTIONNAIRE: t("imports.of_questionnaire")}
    st.session_state.setdefault(_KIND, st.session_state.get(f"{_KIND}_kept", _LISTS))
    chosen = st.segmented_control(
        t("imports.of_what"), list(words), format_func=words.__getitem__, key=_KIND, label_visibility="collapsed",
        required=True,
    )  # fmt: skip
    st.session_state[f"{_KIND}_kept"] = chosen or _LISTS
    return chosen == _QUESTIONNAIRE


def show_questionnaire(page: Page) -> None:
    """The step at which the questionnaire of this session stands."""
    intake = current(page) if page.is_editable else None
    stages_line(intake)
    if intake is None:
        hand_in(page)
        return
    if intake.file is None:
        choose_from_archive(page, intake)
        return
    if intake.stage is not Stage.DONE:
        file_line(intake)
    match intake.stage:
        case Stage.TOKENS:
            say_meanings(page, intake)
            offer_keeping(page, intake)
        case Stage.TARGET:
            choose_target(page, intake)
        case Stage.TRY:
            show_plan(page, intake, current_plan(page, intake))
        case Stage.DONE if intake.result is not None:
            _done(page, intake, intake.result)
        case _:
            _form(page, intake)


def _form(page: Page, intake: FormIntake) -> None:
    """What was read and by which form; columns that are only guessed are confirmed before anything else."""
    choose_form(page, intake)
    show_reading(intake)
    choose_labels(page, intake)
    if intake.needs_columns:
        choose_columns(page, intake)
        st.caption(t("intake.columns_first"))
    elif intake.is_table:
        with st.expander(t("intake.mend_columns"), icon=":material/view_column:"):
            choose_columns(page, intake)
    with st.container(horizontal=True):
        if not (intake.needs_columns or intake.read.reading.unsaid):
            st.button(
                t("intake.to_tokens"), type="primary", key="imports_form_to_tokens", on_click=go,
                args=(intake, Stage.TOKENS), shortcut="Ctrl+Enter", disabled=not intake.is_seen,
            )  # fmt: skip
        other_file_buttons(intake)


def _done(page: Page, intake: FormIntake, result: IntakeResult) -> None:
    """What went in, where it is to be seen, and that nothing was blanked."""
    title = plain(result.pack.title.get(language()))
    if result.assessment is None:
        st.success(t("intake.done_pack", title=title, version=plain(result.pack.version)),
                   icon=":material/check_circle:")  # fmt: skip
    else:
        st.success(t_count("intake.done", result.answers, title=title), icon=":material/check_circle:")
        st.caption(t("intake.nothing_blanked"))
    with st.container(horizontal=True):
        if result.assessment is not None:
            link_to("assess", t("intake.to_assessment"), icon="checklist", id=result.assessment.id)
        if result.registered is not None:
            link_to("packs", t("intake.to_pack"), icon="quiz", pack=result.pack.id)
    offer_keeping(page, intake)
    st.button(t("intake.next_file"), type="primary", key="imports_form_next", on_click=forget)
