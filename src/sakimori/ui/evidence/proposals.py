"""What was read in a document as proposals for a form: each with its passage, taken by a person one by one or all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import streamlit as st

from sakimori.exchange.documents.passages import Passage
from sakimori.exchange.documents.reading import DocumentReading
from sakimori.services.evidence.offers import FieldOffer
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.record_fields import put_into, record_label, record_shown
from sakimori.ui.frame.text import language, listed, t, t_count

_BLANK: tuple[object, ...] = (None, "", (), frozenset())


@dataclass(frozen=True, slots=True)
class Offer:
    """A value that was read for a field of a form; `puts` are the values by the keys of the controls that it fills.

    The first of them is the field itself; the others are what has to be chosen so that the form asks for it.
    """

    title: str
    words: str
    passage: Passage
    puts: Mapping[str, Any]
    standing: Any = None
    is_unclear: bool = False
    remark: str = ""
    default: object = None
    """What the form begins with although nobody has said so: it counts as blank."""

    @property
    def key(self) -> str:
        """The key of the control of the field."""
        return next(iter(self.puts))

    @property
    def now(self) -> object:
        """What the field holds in the form as it is shown, else on record."""
        return st.session_state.get(self.key, self.standing)

    @property
    def is_taken(self) -> bool:
        """Whether the form says so already."""
        return bool(self.now == self.puts[self.key])

    @property
    def is_open(self) -> bool:
        """Whether the field is still blank."""
        return self.now in _BLANK or (self.now == self.default and not self.is_taken)

    @property
    def is_ready(self) -> bool:
        """Whether it is filled in together with the others: what can be read in two ways somebody chooses."""
        return self.is_open and not self.is_unclear


def offers_of(
    record: object, found: Iterable[FieldOffer], fields: Sequence[str], *, key: str,
    needs: Mapping[str, Mapping[str, Any]] | None = None,
) -> tuple[Offer, ...]:  # fmt: skip
    """The values that were read for some fields of a record, in the order of the fields; the best of each first.

    `key` is what the form gives to its controls; `needs` what has to be chosen before a field is asked for.
    """
    offers: dict[tuple[str, object], Offer] = {}
    for one in sorted((one for one in found if one.field in fields), key=lambda one: fields.index(one.field)):
        puts = {f"{key}_{one.field}": one.value, **(needs or {}).get(one.field, {})}
        shown = record_shown(type(record), one.field, one.value)
        remark = one.remark.get(language()) if one.remark else ""
        title, standing = record_label(type(record), one.field), getattr(record, one.field)
        offer = Offer(title, shown, one.proposal.passage, puts, standing, one.is_unclear, remark)
        offers.setdefault((one.field, one.value), offer)
    return tuple(offers.values())


def are_ready(offers: Sequence[Offer], key: str) -> bool:
    """Whether a button of this key may take some and go on; also in the run in which it just did."""
    return any(offer.is_ready for offer in offers) or bool(st.session_state.get(key))


def take_all(offers: Sequence[Offer]) -> None:
    """Fill the blank fields with the best that was read for each; for a callback."""
    for offer in {offer.key: offer for offer in reversed(offers) if offer.is_ready}.values():
        put_into(offer.puts)


def show_offers(
    reading: DocumentReading, offers: Sequence[Offer], source: str, *, key: str, missing: Sequence[str] = ()
) -> None:
    """Every proposal with its passage; nothing is filled before somebody takes it."""
    with _around(offers, source, key=key):
        count = len({offer.key for offer in offers if offer.is_ready})
        if count:
            st.button(
                t_count("proposals.take_all", count), key=f"take_all_{key}", icon=":material/done_all:",
                on_click=take_all, args=(offers,),
            )  # fmt: skip
        if reading.is_scan:
            st.caption(f":material/search_off: {t('proposals.scan')}")
            return
        st.caption(t("proposals.note" if offers else "proposals.none"))
        for place, offer in enumerate(offers):
            is_other = any(one.key == offer.key for one in offers[:place])
            _show_offer(offer, key=f"{key}_{place}", is_other=is_other)
        if missing and offers:
            st.caption(t("proposals.missing", fields=listed(map(plain, missing))))


@contextmanager
def _around(offers: Sequence[Offer], source: str, *, key: str) -> Iterator[None]:
    """A box with its heading; once all is filled in, it folds, so that the form below comes into sight."""
    heading = f"**{t('proposals.from', name=plain(source))}**"
    if offers and {offer.key for offer in offers} == {offer.key for offer in offers if offer.is_taken}:
        with st.expander(f"{heading}　:green[:material/check_circle:]", key=f"offers_{key}_done"):
            yield
        return
    with st.container(border=True, gap="xsmall", key=f"offers_{key}"):
        st.markdown(heading)
        yield


def _show_offer(offer: Offer, *, key: str, is_other: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
        title = t("proposals.alternative", field=plain(offer.title)) if is_other else plain(offer.title)
        said = f":gray[:small[{title}]]  \n**{plain(offer.words)}**"
        if offer.is_unclear:
            said += f"　:orange[:small[{t('proposals.unclear')}]]"
        if offer.remark:
            said += f"　:gray[:small[{plain(offer.remark)}]]"
        st.markdown(said, width="stretch")
        with st.popover(t("proposals.page", page=offer.passage.page), icon=":material/format_quote:", type="tertiary"):
            show_passage(offer.passage)
        if offer.is_taken:
            st.caption(f":green[:material/check_circle:] {t('proposals.taken')}", width="content")
        else:
            st.button(
                t("proposals.take" if offer.is_open else "proposals.replace"), key=f"offer_{key}",
                on_click=put_into, args=(dict(offer.puts),),
            )  # fmt: skip


def show_passage(passage: Passage) -> None:
    """The words of a document, as they stand there."""
    st.markdown(f"> {plain(passage.quote)}")
