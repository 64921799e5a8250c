"""What must agree within a pack's file: ids, conditions, answers, polarity, gaps, controls, rights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.questions.condition import AnswerIn, Leaf, leaves
from sakimori.domain.questions.evaluation import is_inverted
from sakimori.domain.questions.headings import HEADINGS, NAMESPACE
from sakimori.domain.questions.pack import PSEUDO_ANSWERS, Question, QuestionStatus, QuestionType, TextRights
from sakimori.domain.values.text import Text
from sakimori.exchange.packs.build import build_condition, build_question, namespaces, split
from sakimori.exchange.packs.file import Bilingual, GapFile, NotAskedFile, PackFile, QuestionFile
from sakimori.exchange.packs.problems import Flaw, flaw
from sakimori.exchange.packs.yaml_reading import Path

_CHOOSING = {QuestionType.CHOICE, QuestionType.MULTI}
_MEASURING = {QuestionType.NUMBER, QuestionType.DURATION}

_GROUP = Text("区分", "group")
_HEADING = Text("項目", "heading")
_SECTION = Text("節", "section")
_ANSWER_SET = Text("回答セット", "answer set")
_ANSWER = Text("回答", "answer")
_GAP_SET = Text("不備セット", "gap set")
_QUESTION = Text("質問", "question")
_FACT = Text("事実", "fact")


def content_flaws(file: PackFile) -> Iterator[Flaw]:
    """Every flaw of content, in the order of the file."""
    yield from _repeated(("facts",), (fact.id for fact in file.facts))
    yield from _answer_set_flaws(file)
    yield from _gap_set_flaws(file)
    yield from _section_flaws(file)
    yield from _repeated(("questions",), (question.id for question in file.questions))
    yield from _cycles(file)
    yield from _heading_flaws(file)
    for index, question in enumerate(file.questions):
        here: Path = ("questions", index)
        references = list(_reference_flaws(question, file, here))
        yield from references
        yield from _condition_flaws(question, index, file)
        yield from _control_flaws(question, here)
        if not references:
            yield from _answer_flaws(question, file, here)
        for number, gap in enumerate(question.gaps):
            yield from _gap_flaws(gap, (*here, "gaps", number))


def _repeated(path: Path, ids: Iterable[str]) -> Iterator[Flaw]:
    """The ids used twice in a list."""
    seen: set[str] = set()
    for index, item in enumerate(ids):
        if item in seen:
            yield flaw((*path, index, "id"), "duplicate_id", id=item)
        seen.add(item)


def _unknown(path: Path, what: Text, wanted: str, known: Iterable[str]) -> Iterator[Flaw]:
    """A reference to something that the file does not have."""
    choices = list(known)
    if wanted not in choices:
        yield flaw(path, "unknown_id", what=what, id=wanted, known=", ".join(choices) or "-")


def _answer_set_flaws(file: PackFile) -> Iterator[Flaw]:
    for name, choices in file.answer_sets.items():
        here: Path = ("answer_sets", name)
        yield from _repeated(here, (choice.id for choice in choices))
        for index, choice in enumerate(choices):
            if choice.id in PSEUDO_ANSWERS:
                yield flaw((*here, index, "id"), "reserved_id", id=choice.id)
            if choice.excluded != (choice.id == "na"):
                yield flaw((*here, index), "na_id")


def _gap_set_flaws(file: PackFile) -> Iterator[Flaw]:
    for name, gaps in file.gap_sets.items():
        for index, gap in enumerate(gaps):
            yield from _gap_flaws(gap, ("gap_sets", name, index))


def _section_flaws(file: PackFile) -> Iterator[Flaw]:
    yield from _repeated(("sections",), (section.id for section in file.sections))
    for index, section in enumerate(file.sections):
        if section.parent:
            earlier = [other.id for other in file.sections[:index]]
            yield from _unknown(("sections", index, "parent"), _SECTION, section.parent, earlier)


def _reference_flaws(question: QuestionFile, file: PackFile, here: Path) -> Iterator[Flaw]:
    """Names that lead nowhere."""
    yield from _unknown((*here, "section"), _SECTION, question.section, (section.id for section in file.sections))
    for number, group in enumerate(question.groups):
        yield from _unknown((*here, "groups", number), _GROUP, group, file.groups)
    if question.answers is not None:
        yield from _unknown((*here, "answers"), _ANSWER_SET, question.answers, file.answer_sets)
    if question.gap_set is not None:
        yield from _unknown((*here, "gap_set"), _GAP_SET, question.gap_set, file.gap_sets)
    if question.replaced_by is not None:
        ids = (other.id for other in file.questions if other.id != question.id)
        yield from _unknown((*here, "replaced_by"), _QUESTION, question.replaced_by, ids)


def _answer_flaws(question: QuestionFile, file: PackFile, here: Path) -> Iterator[Flaw]:
    """Choices, weight and wording that do not fit the type of a question, or the rights of the pack."""
    built = build_question(question, file)
    choosing = question.type in _CHOOSING
    limited = built.bound is not None or any(g.when_over is not None or g.when_under is not None for g in built.gaps)
    ids_only = file.source.text_rights is TextRights.IDS_ONLY
    for wrong, key, code in (
        (choosing and not built.choices, "answers", "no_choices"),
        (not choosing and question.answers is not None, "answers", "needless_choices"),
        (limited and question.type not in _MEASURING, "expect", "bound_needs_number"),
        (bool(question.weight) and not built.is_scorable, "weight", "weight_without_expect"),
        (question.critical and not built.is_scorable, "critical", "critical_without_expect"),
        (question.gap_set is not None and question.topic is None, "gap_set", "topic_missing"),
        (ids_only and (question.text or question.help) is not None, "text", "text_in_ids_only"),
    ):
        if wrong:
            yield flaw((*here, key), code)
    if question.text is None and not ids_only:
        yield flaw(here, "missing", name="text")
    yield from _repeated((*here, "evidence"), (request.id for request in question.evidence))
    if built.choices:
        yield from _choice_flaws(question, built, here)


def _choice_flaws(question: QuestionFile, built: Question, here: Path) -> Iterator[Flaw]:
    """Answers that are named but not on offer, and choices that cannot be scored."""
    every = [*(choice.id for choice in built.choices), *PSEUDO_ANSWERS]
    for answer in built.expect:
        yield from _unknown((*here, "expect"), _ANSWER, answer, (c.id for c in built.choices if not c.excluded))
    for number, gap in enumerate(question.gaps):
        for answer in gap.when_answer:
            yield from _unknown((*here, "gaps", number, "when_answer"), _ANSWER, answer, every)
    for number, request in enumerate(built.evidence):
        for answer in request.required_if:
            yield from _unknown((*here, "evidence", number, "required_if"), _ANSWER, answer, every)
    if built.type is QuestionType.CHOICE and built.expect:
        for choice in built.choices:
            if choice.points is None and not choice.excluded:
                yield flaw((*here, "answers"), "points_missing", id=choice.id)
        if is_inverted(built) is None:
            yield flaw((*here, "expect"), "polarity")


def _gap_flaws(gap: GapFile, here: Path) -> Iterator[Flaw]:
    """A pack may only shorten the days of the company's policy; its wording is filled with the topic alone."""
    limit = DEFAULT_POLICY.due_days(gap.severity)
    if gap.due is not None and gap.due > limit:
        yield flaw((*here, "due"), "due_too_long", days=gap.due, limit=limit)
    for key, wording in (("title", gap.title), ("action", gap.action)):
        for placeholder in sorted(Bilingual.placeholders(wording.ja) - {"topic"}):
            yield flaw((*here, key), "template_field", name=placeholder)


def _control_flaws(question: QuestionFile, here: Path) -> Iterator[Flaw]:
    """Only ids that were found in a file may be named."""
    for number, control in enumerate(question.controls):
        place = (*here, "controls", number)
        found = split(control)
        if found is None:
            yield flaw(place, "control_form", id=control, example=_example(control))
        elif found[1] not in found[0].ids:
            yield flaw(place, "control_unknown", id=control)


def _example(control: str) -> str:
    """A well-formed control of the namespace that was probably meant."""
    word = control.partition(":")[0].casefold()
    name = next((name for name in namespaces() if name.partition(":")[0] in word or word in name), "appi-gl")
    return f"{name}{'/' if ':' in name else ':'}{min(namespaces()[name].ids)}"


def _leaves(question: QuestionFile) -> list[Leaf]:
    """What a question depends on."""
    return list(leaves(build_condition(question.when))) if question.when else []


def _condition_flaws(question: QuestionFile, index: int, file: PackFile) -> Iterator[Flaw]:
    """Conditions may look at known facts and at earlier, active questions of the same groups."""
    place: Path = ("questions", index, "when")
    positions = {other.id: number for number, other in reversed(list(enumerate(file.questions)))}
    for leaf in _leaves(question):
        if not isinstance(leaf, AnswerIn):
            yield from _unknown(place, _FACT, leaf.fact, (fact.id for fact in file.facts))
            continue
        if leaf.question not in positions:
            yield flaw(place, "unknown_id", what=_QUESTION, id=leaf.question, known=", ".join(positions))
            continue
        parent = file.questions[positions[leaf.question]]
        if positions[leaf.question] > index:
            yield flaw(place, "later_parent", id=leaf.question)
        if parent.status is QuestionStatus.DISABLED and question.status is QuestionStatus.ACTIVE:
            yield flaw(place, "disabled_parent", id=leaf.question)
        for group in question.groups:
            if group not in parent.groups:
                yield flaw(place, "parent_not_in_group", group=group, id=leaf.question)
        choices = [choice.id for choice in file.answer_sets.get(parent.answers or "", [])]
        for answer in leaf.answers if choices else ():
            yield from _unknown(place, _ANSWER, answer, (*choices, *PSEUDO_ANSWERS))


def _cycles(file: PackFile) -> Iterator[Flaw]:
    """Questions that depend on themselves, each circle once."""
    parents = {
        question.id: [leaf.question for leaf in _leaves(question) if isinstance(leaf, AnswerIn)]
        for question in file.questions
    }
    done: set[str] = set()

    def circle(start: str, trail: tuple[str, ...]) -> tuple[str, ...] | None:
        if start in trail:
            return (*trail[trail.index(start) :], start)
        if start in done:
            return None
        for parent in parents.get(start, []):
            found = circle(parent, (*trail, start))
            if found:
                return found
        done.add(start)
        return None

    for index, question in enumerate(file.questions):
        found = circle(question.id, ())
        if found:
            done.update(found)
            yield flaw(("questions", index, "when"), "cycle", path=" → ".join(found))


def _heading_flaws(file: PackFile) -> Iterator[Flaw]:
    """Headings that are named but unknown, left out without a word, or both asked and said to be left out."""
    for number, left in enumerate(file.not_asked):
        here: Path = ("not_asked", number)
        for index, heading in enumerate(left.headings):
            yield from _unknown((*here, "headings", index), _HEADING, heading, HEADINGS)
        for index, group in enumerate(left.groups):
            yield from _unknown((*here, "groups", index), _GROUP, group, file.groups)
    for group in file.groups:
        yield from _headings_of_group(file, group)


def _headings_of_group(file: PackFile, group: str) -> Iterator[Flaw]:
    asked = {
        control.removeprefix(f"{NAMESPACE}:")
        for question in file.questions
        if question.status is QuestionStatus.ACTIVE and group in question.groups
        for control in question.controls
    }
    left_out = [left for left in file.not_asked if _reaches(left, group)]
    declared = {heading for left in left_out for heading in left.headings}
    for heading in sorted(declared & asked):
        yield flaw(("not_asked",), "heading_asked", group=group, heading=heading)
    silent = [heading for heading in HEADINGS if heading not in asked | declared]
    if silent and file.asked_of is not None:
        yield flaw(("asked_of",), "heading_silent", group=group, headings=", ".join(silent))


def _reaches(left: NotAskedFile, group: str) -> bool:
    return not left.groups or group in left.groups
