"""審査結果: the decision, the points that answers lose, answers that failed, evidence and conditions, on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from sakimori.domain.codes import AssessmentState, Decision, GapKind
from sakimori.domain.questions.assessment import EvidenceReview
from sakimori.exchange.paper.report import Block, Facts, Notice, Report, ReportCell, Table
from sakimori.services.assessments.view import party_of_assessment
from sakimori.services.assessments.view_parts import AssessmentView, FilledQuestion
from sakimori.services.dashboard.reports.kinds import ReportKind
from sakimori.ui.assessments.state import view_of
from sakimori.ui.assessments.words import words_of
from sakimori.ui.frame.components import Export
from sakimori.ui.frame.formats import (
    Unit,
    aside,
    count,
    day,
    day_long,
    exact_words,
    lost_words,
    no_date,
    none,
    not_set,
    percent,
)
from sakimori.ui.frame.paper import TEXT_COLOURS, chip_cell, day_cell, mark_cell, report_table, words_cell
from sakimori.ui.frame.report import conditions_table, report_exports, report_of
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import LOOKS, Mark, decision_mark, mark
from sakimori.ui.frame.text import label, language, listed, t

_REVIEWS: Final = {
    EvidenceReview.UNSEEN: "evidence.state_unseen",
    EvidenceReview.ACCEPTED: "evidence.state_accepted",
    EvidenceReview.REFUSED: "evidence.state_refused",
}
_STATES: Final = {
    AssessmentState.DRAFT: "blue",
    AssessmentState.SENT_BACK: "orange",
    AssessmentState.SUBMITTED: "violet",
    AssessmentState.CANCELLED: "gray",
}


def assessment_report_exports(page: Page, assessment_id: str) -> Sequence[Export]:
    """The result as PDF and as a workbook; nothing where there is no such assessment."""
    found = party_of_assessment(page.workspace, assessment_id)
    if found is None:
        return ()
    make = lambda: assessment_report(page, assessment_id)  # noqa: E731
    return report_exports(page, ReportKind.ASSESSMENT, make, key=assessment_id, third_party_id=found[0])


def assessment_report(page: Page, assessment_id: str) -> Report:
    """One assessment on the day of the page; of what others ask us there are no points lost."""
    work = view_of(page, assessment_id)
    is_own = work.is_asked_of_us
    blocks: list[Block] = [_decision(work), _facts(work)]
    if not is_own:
        blocks += [_lost(work), _contributions(work), _failed(work), _open(work)]
    blocks.append(_evidence(work))
    if not is_own:
        blocks.append(conditions_table(work.conditions, page.on))
    subject = work.pack.get(language()) if is_own else work.party_name
    return report_of(page, t("assess_report.title"), subject, blocks)


def _decision(work: AssessmentView) -> Notice:
    assessment, lang = work.assessment, language()
    if assessment.decision is None or assessment.decided_on is None:
        words, colour = label(assessment.state), _STATES.get(assessment.state, "gray")
        return Notice(t("assess_report.decision"), words, TEXT_COLOURS[colour], (t("assess_report.undecided"),))
    mark = decision_mark(assessment.decision)
    until = day_long(assessment.valid_until, lang) if assessment.valid_until else no_date(lang)
    sentences = [
        t("assess_report.decided", day=day_long(assessment.decided_on, lang), who=_who(work, assessment.decided_by)),
        *([t("assess_report.valid", day=until)] if assessment.decision is not Decision.REJECTED else []),
        *([assessment.decision_reason] if assessment.decision_reason else []),
    ]
    verdict = f"{LOOKS[mark].glyph} {label(assessment.decision)}"
    return Notice(t("assess_report.decision"), verdict, TEXT_COLOURS[LOOKS[mark].colour], tuple(sentences))


def _who(work: AssessmentView, user_id: str | None) -> str:
    return work.names.get(user_id or "", user_id or "") or not_set(language())


def _facts(work: AssessmentView) -> Facts:
    assessment, done, lang = work.assessment, work.progress, language()
    pack = t(
        "assess_report.pack", pack=work.pack.get(lang), version=assessment.pack_version, group=work.group.get(lang)
    )
    submitted = day(assessment.submitted_on, lang) if assessment.submitted_on else t("assess.not_yet")
    rows = [
        (t("assess_report.party"), work.party_name),
        (t("assess_report.service"), work.service or t("assess_report.all_services")),
        (t("assess_report.asked"), pack),
        (t("assess_report.kind"), label(assessment.kind)),
        (t("assess_report.opened"), aside(day(assessment.opened_on, lang), _who(work, assessment.opened_by), lang)),
        (t("assess_report.submitted"), submitted),
        (t("assess_report.progress"), t("assess_report.answered", answered=done.answered, asked=done.applicable)),
        (t("assess_report.owner"), work.owner or not_set(lang)),
    ]
    return Facts(t("assess_report.facts"), tuple(rows))


def _lost(work: AssessmentView) -> Facts:
    score, lang = work.score, language()
    rows = [
        (t("assess.tile.lost"), lost_words(score.risk)),
        (t("assess.tile.worst"), lost_words(score.pessimistic)),
        (t("assess.tile.coverage"), percent(score.coverage, lang)),
        (t("assess.tile.critical"), _critical(work)),
    ]
    return Facts(t("assess.tile.lost"), tuple(rows), t("assess.lost_scale"))


def _critical(work: AssessmentView) -> str:
    failed, unknown = work.score.failed_criticals, work.score.unknown_criticals
    words = count(len(failed), Unit.QUESTIONS, language())
    if failed:
        words = aside(words, listed(failed), language())
    return words + (f"　{t('assess.critical_unknown', count=len(unknown))}" if unknown else "")


def _contributions(work: AssessmentView) -> Table:
    """What each answer adds, the largest first, and their sum."""
    topics = {question.id: question.topic.get(language()) for question in work.asked_questions}
    parts = sorted((one for one in work.score.contributions if one.risk), key=lambda one: (-one.risk, one.question))
    most = max((float(one.risk) for one in parts), default=1.0)
    rows = [
        [
            words_cell(one.question),
            words_cell(topics[one.question]),
            words_cell(_answer(work.question(one.question))),
            ReportCell(f"{float(one.risk):.2f}", round(float(one.risk), 2), bar=float(one.risk) / most),
        ]
        for one in parts
    ]
    if parts and work.score.risk is not None:
        total = ReportCell(exact_words(work.score.risk), round(work.score.risk, 2))
        rows.append([words_cell(""), words_cell(t("assess.score_total")), words_cell(""), total])
    return report_table(
        t("assess.score_title"),
        [
            (t("assess.batch_col.question"), 0.8), (t("assess.batch_col.text"), 3.6),
            (t("assess_report.answer"), 2.2), (t("assess.score_col.value"), 1.6),
        ],
        rows,
        empty=t("chart.score_alt_empty"),
        note=t("assess_report.score_note", formula=work.score.formula),
        numbers=(3,),
    )  # fmt: skip


def _answer(asked: FilledQuestion | None) -> str:
    if asked is None or asked.answer is None:
        return t("assess_report.no_answer")
    return words_of(asked.question, asked.answer)


def _failed(work: AssessmentView) -> Table:
    """The answers that raise a gap, the gravest first."""
    return _gaps(work, t("assess_report.failed"), t("assess_report.failed_none"), is_unknown=False)


def _open(work: AssessmentView) -> Table:
    """The questions that nobody has answered, or only with 不明."""
    return _gaps(work, t("assess_report.open"), t("assess_report.open_none"), is_unknown=True)


def _gaps(work: AssessmentView, title: str, empty: str, *, is_unknown: bool) -> Table:
    lang = language()
    asked = {one.question.id: one for one in work.questions}
    gaps = [gap for gap in work.gaps if (gap.kind is GapKind.UNKNOWN) is is_unknown]
    return report_table(
        title,
        [
            (t("assess_report.severity"), 1.15), (t("assess.batch_col.question"), 0.8), (t("assess_report.gap"), 2.8),
            (t("assess_report.answer"), 1.8), (t("assess_report.action"), 3.0), (t("assess_report.due"), 1.1),
            (t("assess_report.cites"), 1.7),
        ],
        (
            [
                mark_cell(Mark.UNKNOWN if is_unknown else mark(gap.severity)),
                words_cell(gap.question_id),
                words_cell(gap.title.get(lang)),
                words_cell(_answer(asked.get(gap.question_id))),
                words_cell(gap.action.get(lang)),
                day_cell(gap.due_on, no_date(lang)),
                words_cell(gap.cites.get(lang)),
            ]
            for gap in gaps
        ),
        empty=empty,
    )  # fmt: skip


def _evidence(work: AssessmentView) -> Table:
    """What is filed at each question, and what is asked for and missing."""
    return report_table(
        t("assess.evidence"),
        [
            (t("assess.batch_col.question"), 0.8), (t("assess_report.document"), 3.2),
            (t("assess.evidence_effective"), 1.2), (t("assess.evidence_valid"), 1.4), (t("evidence.state"), 1.8),
        ],
        (list(cells) for asked in work.questions for cells in _documents(work, asked)),
        empty=t("assess_report.evidence_none"),
    )  # fmt: skip


def _documents(work: AssessmentView, asked: FilledQuestion) -> Iterator[Iterator[ReportCell]]:
    for document in asked.documents:
        filed = document.evidence
        state = t(_REVIEWS[filed.review])
        if filed.reviewed_on is not None:
            who = _who(work, filed.reviewed_by)
            state = t("evidence.state_by", state=state, day=day(filed.reviewed_on, language()), name=who)
        yield iter(
            (
                words_cell(asked.question.id),
                words_cell(filed.filename),
                day_cell(filed.effective_on, not_set(language())),
                _end_cell(document.last_day, is_valid=document.is_valid),
                words_cell(state),
            )
        )
    for request in asked.missing:
        missing = chip_cell(t("assess.evidence_missing"), "gray")
        blank = words_cell(none(language()))
        what = words_cell(t("assess.evidence_asked", what=request.text.get(language())))
        yield iter((words_cell(asked.question.id), what, blank, blank, missing))


def _end_cell(last: date | None, *, is_valid: bool) -> ReportCell:
    if last is None:
        return words_cell(no_date(language()))
    if is_valid:
        return day_cell(last, "")
    return ReportCell(t("assess.evidence_expired", day=day(last, language())), fill=mark_cell(Mark.HIGH).fill)
