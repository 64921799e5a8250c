"""Until when a certificate says anything: the logic of each scheme, worked by hand on a calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimori.domain.records.certificate import REPORTS, SURVEYED, Certificate, Scheme
from sakimori.rules.facts.certificates import SCHEMES, SchemeSubject, certificate_standings

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
PERHAPS = st.none() | DAYS


def a_certificate(scheme: Scheme, *, key: str = "cf1", **said: date | str | None) -> Certificate:
    return Certificate(id=key, third_party_id="tp1", scheme=scheme, **said)  # type: ignore[arg-type]


TERMS = {
    Scheme.PMARK: date(2027, 3, 31),
    Scheme.ISO27001: date(2028, 3, 31),
    Scheme.ISO27017: None,
    Scheme.ISO27018: None,
    Scheme.ISO27701: date(2028, 3, 31),
    Scheme.SOC2_T1: None,
    Scheme.SOC2_T2: None,
    Scheme.ISMAP: None,
    Scheme.ISMAP_LIU: None,
    Scheme.CSA_L1: date(2026, 3, 31),
    Scheme.CSA_L2_CERTIFICATION: date(2028, 3, 31),
    Scheme.CSA_L2_ATTESTATION: date(2026, 3, 31),
    Scheme.PCIDSS: date(2026, 3, 31),
    Scheme.TRUSTE: date(2026, 3, 31),
    Scheme.CBPR: None,
    Scheme.GLOBAL_CBPR: None,
    Scheme.PRP: date(2026, 3, 31),
    Scheme.SECACT1: None,
    Scheme.SECACT2: None,
    Scheme.SCS3: date(2026, 3, 31),
    Scheme.SCS4: date(2028, 3, 31),
    Scheme.FISC: None,
    Scheme.MED3: date(2026, 3, 31),
    Scheme.ASPIC: date(2027, 3, 31),
}
"""The last day of a certificate issued on 2025-04-01 that names no end; None where nothing may be assumed."""


@pytest.mark.parametrize("scheme", Scheme)
def test_each_scheme_lasts_as_long_as_the_law_file_says(scheme: Scheme) -> None:
    assert a_certificate(scheme, issued_on=date(2025, 4, 1)).valid_through == TERMS[scheme]


@pytest.mark.parametrize("scheme", [s for s in Scheme if s not in REPORTS])
def test_the_end_that_the_paper_names_goes_before_the_usual_term(scheme: Scheme) -> None:
    named = a_certificate(
        scheme, issued_on=date(2025, 4, 1), period_until=date(2025, 3, 31), valid_until=date(2026, 1, 15)
    )
    assert named.valid_through == date(2026, 1, 15)


@pytest.mark.parametrize(
    ("scheme", "issued_on", "through"),
    [
        (Scheme.PMARK, date(2024, 2, 29), date(2026, 2, 27)),
        (Scheme.PMARK, date(2024, 3, 1), date(2026, 2, 28)),
        (Scheme.PMARK, date(2022, 3, 1), date(2024, 2, 29)),
        (Scheme.ISO27001, date(2025, 3, 1), date(2028, 2, 29)),
        (Scheme.ISO27001, date(2024, 2, 29), date(2027, 2, 27)),
        (Scheme.PCIDSS, date(2023, 3, 1), date(2024, 2, 29)),
        (Scheme.ASPIC, date(2025, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_term_ends_on_the_day_before_its_day_comes_round_leap_days_too(
    scheme: Scheme, issued_on: date, through: date
) -> None:
    assert a_certificate(scheme, issued_on=issued_on).valid_through == through


@pytest.mark.parametrize(
    ("period_until", "through"),
    [
        (date(2025, 3, 31), date(2026, 8, 1)),
        (date(2024, 9, 30), date(2026, 2, 1)),
        (date(2024, 2, 28), date(2025, 6, 29)),
        (date(2024, 2, 29), date(2025, 7, 1)),
        (date(2023, 10, 30), date(2025, 2, 28)),
    ],
)
@pytest.mark.parametrize("scheme", [Scheme.ISMAP, Scheme.ISMAP_LIU])
def test_ismap_lasts_a_year_and_four_months_from_the_day_after_the_audited_period(
    scheme: Scheme, period_until: date, through: date
) -> None:
    assert a_certificate(scheme, period_until=period_until).valid_through == through


@pytest.mark.parametrize(
    ("applied", "issued", "is_pending"),
    [
        (date(2026, 8, 1), date(2025, 7, 1), True),
        (date(2026, 8, 2), date(2025, 7, 1), False),
        (date(2025, 7, 1), date(2025, 7, 1), False),
        (date(2026, 7, 1), None, True),
        (None, date(2025, 7, 1), False),
    ],
)
def test_ismap_waits_for_its_renewal_if_that_was_applied_for_by_its_last_day(
    applied: date | None, issued: date | None, is_pending: bool
) -> None:
    entry = a_certificate(Scheme.ISMAP, issued_on=issued, period_until=date(2025, 3, 31), renewal_applied_on=applied)
    assert entry.is_renewal_pending is is_pending


def test_no_other_scheme_and_no_withdrawn_entry_waits_for_a_renewal() -> None:
    mark = a_certificate(Scheme.PMARK, issued_on=date(2025, 4, 1), renewal_applied_on=date(2026, 9, 1))
    withdrawn = a_certificate(
        Scheme.ISMAP,
        period_until=date(2025, 3, 31),
        renewal_applied_on=date(2026, 6, 1),
        withdrawn_on=date(2026, 7, 1),
    )
    assert not mark.is_renewal_pending
    assert not withdrawn.is_renewal_pending


@pytest.mark.parametrize(
    ("period_until", "bridge_until", "through"),
    [
        (date(2025, 3, 31), None, date(2026, 3, 31)),
        (date(2024, 2, 29), None, date(2025, 2, 28)),
        (date(2025, 3, 31), date(2025, 6, 30), date(2026, 3, 31)),
        (date(2025, 3, 31), date(2026, 3, 31), date(2026, 3, 31)),
        (date(2025, 3, 31), date(2026, 5, 15), date(2026, 5, 15)),
        (date(2025, 3, 31), date(2026, 6, 30), date(2026, 6, 30)),
        (date(2025, 3, 31), date(2026, 7, 1), date(2026, 6, 30)),
        (date(2025, 3, 31), date(2027, 3, 31), date(2026, 6, 30)),
        (date(2024, 11, 30), date(2026, 12, 31), date(2026, 2, 28)),
    ],
)
def test_a_type_ii_report_is_stale_after_a_year_and_a_bridge_adds_three_months_at_most(
    period_until: date, bridge_until: date | None, through: date
) -> None:
    report = a_certificate(Scheme.SOC2_T2, period_until=period_until, bridge_until=bridge_until)
    assert report.valid_through == through


def test_a_bridge_does_nothing_for_a_type_i_report() -> None:
    report = a_certificate(Scheme.SOC2_T1, period_until=date(2025, 3, 31), bridge_until=date(2026, 6, 30))
    assert report.valid_through == date(2026, 3, 31)


@pytest.mark.parametrize("scheme", sorted(REPORTS))
def test_an_end_named_for_a_report_never_makes_it_last_longer(scheme: Scheme) -> None:
    longer = a_certificate(scheme, period_until=date(2025, 3, 31), valid_until=date(2027, 3, 31))
    shorter = a_certificate(scheme, period_until=date(2025, 3, 31), valid_until=date(2025, 12, 31))
    unknown = a_certificate(scheme, valid_until=date(2025, 12, 31))
    assert longer.valid_through == date(2026, 3, 31)
    assert shorter.valid_through == date(2025, 12, 31)
    assert unknown.valid_through == date(2025, 12, 31)


@pytest.mark.parametrize("scheme", Scheme)
def test_the_day_of_withdrawal_is_the_first_without_it(scheme: Scheme) -> None:
    withdrawn = a_certificate(scheme, issued_on=date(2025, 4, 1), withdrawn_on=date(2025, 9, 1))
    assert withdrawn.valid_through == date(2025, 8, 31)
    assert not withdrawn.is_endless


@pytest.mark.parametrize("scheme", Scheme)
def test_only_declarations_have_no_end(scheme: Scheme) -> None:
    assert a_certificate(scheme, issued_on=date(2025, 4, 1)).is_endless is (scheme in {Scheme.SECACT1, Scheme.SECACT2})


@pytest.mark.parametrize(
    ("through", "window"),
    [
        (date(2027, 3, 31), (date(2026, 7, 31), date(2026, 11, 30))),
        (date(2028, 2, 29), (date(2027, 6, 29), date(2027, 10, 29))),
        (date(2027, 6, 30), (date(2026, 10, 30), date(2027, 2, 28))),
        (date(2028, 6, 30), (date(2027, 10, 30), date(2028, 2, 29))),
    ],
)
def test_a_p_mark_is_renewed_from_eight_until_four_months_before_its_end(
    through: date, window: tuple[date, date]
) -> None:
    assert a_certificate(Scheme.PMARK, valid_until=through).renewal_window == window


def test_nothing_else_has_a_renewal_window() -> None:
    isms = a_certificate(Scheme.ISO27001, valid_until=date(2027, 3, 31))
    withdrawn = a_certificate(Scheme.PMARK, valid_until=date(2027, 3, 31), withdrawn_on=date(2026, 9, 1))
    unknown = a_certificate(Scheme.PMARK)
    assert (isms.renewal_window, withdrawn.renewal_window, unknown.renewal_window) == (None, None, None)


@pytest.mark.parametrize(
    ("issued", "surveyed", "due"),
    [
        (date(2025, 4, 1), None, date(2026, 4, 1)),
        (date(2025, 4, 1), date(2026, 3, 10), date(2027, 3, 10)),
        (date(2025, 4, 1), date(2027, 3, 30), date(2028, 3, 30)),
        (date(2025, 4, 1), date(2027, 3, 31), None),
        (date(2025, 4, 1), date(2024, 3, 10), date(2026, 4, 1)),
        (date(2024, 2, 29), None, date(2025, 2, 28)),
        (None, None, None),
    ],
)
def test_surveillance_is_due_a_year_after_the_last_audit_unless_the_renewal_comes_first(
    issued: date | None, surveyed: date | None, due: date | None
) -> None:
    assert a_certificate(Scheme.ISO27001, issued_on=issued, surveyed_on=surveyed).surveillance_due == due


@pytest.mark.parametrize("scheme", Scheme)
def test_only_management_systems_are_surveyed(scheme: Scheme) -> None:
    one = a_certificate(scheme, issued_on=date(2025, 4, 1), valid_until=date(2028, 3, 31))
    assert (one.surveillance_due is not None) is (scheme in SURVEYED)


@pytest.mark.parametrize("scheme", [Scheme.ISO27017, Scheme.ISO27018])
def test_an_add_on_ends_with_the_isms_to_which_it_belongs(scheme: Scheme) -> None:
    add_on = a_certificate(scheme, key="cf2", issued_on=date(2026, 4, 1))
    isms = a_certificate(Scheme.ISO27001, issued_on=date(2025, 4, 1))
    alone, (_, together) = certificate_standings([add_on])[0], certificate_standings([isms, add_on])
    assert (alone.through, alone.lacks_base) == (None, True)
    assert (together.through, together.lacks_base) == (date(2028, 3, 31), False)


def test_an_add_on_with_an_end_of_its_own_lasts_no_longer_than_the_isms() -> None:
    isms = a_certificate(Scheme.ISO27001, issued_on=date(2025, 4, 1))
    sooner = a_certificate(Scheme.ISO27017, key="cf2", valid_until=date(2027, 1, 31))
    later = a_certificate(Scheme.ISO27017, key="cf3", valid_until=date(2029, 1, 31))
    assert [s.through for s in certificate_standings([isms, sooner, later])] == [
        date(2028, 3, 31),
        date(2027, 1, 31),
        date(2028, 3, 31),
    ]


@given(
    st.lists(
        st.tuples(st.sampled_from(Scheme), PERHAPS, PERHAPS, PERHAPS, st.sampled_from([True, False, None])), max_size=6
    )
)
def test_of_those_that_may_speak_for_us_one_always_remains(
    said: list[tuple[Scheme, date | None, date | None, date | None, bool | None]],
) -> None:
    certificates = [
        Certificate(
            id=f"cf{n}", third_party_id="tp1", scheme=scheme, issued_on=issued, valid_until=until,
            period_until=looked_at, covers_us=covers,
        )
        for n, (scheme, issued, until, looked_at, covers) in enumerate(said)
    ]  # fmt: skip
    standing = certificate_standings(certificates)
    if any(s.counts for s in standing):
        assert any(s.counts and s.replaced_from is None for s in standing)


@given(st.sampled_from(Scheme), DAYS, PERHAPS, PERHAPS)
def test_a_withdrawal_never_makes_a_certificate_last_longer(
    scheme: Scheme, withdrawn_on: date, issued_on: date | None, valid_until: date | None
) -> None:
    free = a_certificate(scheme, issued_on=issued_on, valid_until=valid_until)
    withdrawn = a_certificate(scheme, issued_on=issued_on, valid_until=valid_until, withdrawn_on=withdrawn_on)
    assert withdrawn.valid_through is not None
    assert withdrawn.valid_through < withdrawn_on
    if free.valid_through is not None:
        assert withdrawn.valid_through == min(free.valid_through, withdrawn_on - timedelta(days=1))


@pytest.mark.parametrize("scheme", Scheme)
def test_every_scheme_is_described_in_both_languages(scheme: Scheme) -> None:
    facts = SCHEMES[scheme]
    assert facts.scheme is scheme
    assert all((facts.name.ja, facts.name.en, facts.proof.ja, facts.proof.en))


def test_names_of_schemes_tell_them_apart() -> None:
    assert len({facts.name.ja for facts in SCHEMES.values()}) == len(Scheme)
    assert len({facts.name.en for facts in SCHEMES.values()}) == len(Scheme)


def test_a_p_mark_speaks_of_the_company_an_isms_of_a_scope_and_soc_2_of_a_system() -> None:
    assert SCHEMES[Scheme.PMARK].covers is SchemeSubject.COMPANY
    assert SCHEMES[Scheme.ISO27001].covers is SchemeSubject.SCOPE
    assert SCHEMES[Scheme.SOC2_T2].covers is SchemeSubject.SYSTEM


@pytest.mark.parametrize("scheme", Scheme)
def test_the_scs_schemes_alone_wait_for_their_start(scheme: Scheme) -> None:
    may = SCHEMES[scheme].may_be_required
    assert may(date(2027, 3, 30)) is (scheme not in {Scheme.SCS3, Scheme.SCS4})
    assert may(date(2027, 3, 31))
