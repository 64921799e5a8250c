"""From when until when the persons know of a joint use 共同利用 (法27条5項3号; pseudonymised data: 41条6項)."""

from __future__ import annotations

from datetime import date

from sakimori.domain.records.sharing import JointUse, NoticeWay
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text

PUBLISHED_OPEN = Text("共同利用の公表が未確認", "Whether the joint use was published is not known")
TOLD_OPEN = Text("共同利用の通知・公表が未確認", "Whether the persons were told of the joint use is not known")
UNSAID = Text("共同利用の五項目のうち「{items}」を知らせていない", "Of the five items was not told: {items}")


def way_of(joint_use: JointUse) -> NoticeWay | None:
    """How the persons learn of it: what was published is easy to find, whether anybody said so or not."""
    is_public = joint_use.told_how is None and joint_use.published_on is not None
    return NoticeWay.KNOWABLE if is_public else joint_use.told_how


def first_open(joint_use: JointUse, *, by_publication: bool) -> str | None:
    """Which fact of how the persons were told nobody has recorded; pseudonymised data know publication alone."""
    if joint_use.states_fact is None:
        return "states_fact"
    if by_publication:
        return "published_on" if joint_use.published_on is None else None
    way = way_of(joint_use)
    if way is None:
        return "told_how"
    day = {NoticeWay.NOTIFIED: "told_on", NoticeWay.KNOWABLE: "published_on", NoticeWay.NOT_TOLD: "told_how"}[way]
    return day if getattr(joint_use, day) is None else None


def known_days(joint_use: JointUse, *, by_publication: bool) -> tuple[date | None, date | None]:
    """The first and the last day on which it is known to them; a notice lasts, and takes over from a publication."""
    published = joint_use.published_on, joint_use.published_until
    told = joint_use.told_on
    if by_publication or told is None or way_of(joint_use) is not NoticeWay.NOTIFIED:
        return published
    first, last = published
    reaches = first is not None and first < told and (last is None or next_day(last) >= told)
    return (first if reaches else told), None


def is_known(joint_use: JointUse, on: date) -> bool:
    """Whether the persons know of it on a day, told or able to learn."""
    first, last = known_days(joint_use, by_publication=False)
    return first is not None and first <= on and (last is None or on <= last)
