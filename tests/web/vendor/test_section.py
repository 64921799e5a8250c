"""The form of a section: what is stored, what is refused, and that nothing typed is lost."""

from __future__ import annotations

from web.vendor.answering import Asked, Vendor


def test_a_vendor_answers_a_section_with_one_button(asked: Asked) -> None:
    vendor = asked.vendor()
    answer = vendor.save("1", a__Q_1="yes", a__Q_3="no", n__Q_3="来月から")
    assert (answer.status_code, answer.headers["location"]) == (303, "/answer/section/1?saved=12%3A00")
    first = asked.question("Q-1")
    assert first.answer is not None
    assert (first.answer.value, first.answered_by) == (("yes",), "田中 一郎")
    third = asked.question("Q-3").answer
    assert third is not None
    assert (third.value, third.note) == (("no",), "来月から")
