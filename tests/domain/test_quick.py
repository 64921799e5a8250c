"""Records that are made quickly are the records they were: frozen, equal, copied and pickled as any other."""

import pickle
from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from sakimori.domain.codes import Severity
from sakimori.domain.gap import Stage
from sakimori.domain.values.quick import quick


@dataclass(frozen=True, slots=True)
class Plain:
    """A record as the standard library makes it."""

    name: str
    count: int = 1


@quick
@dataclass(frozen=True, slots=True)
class Quick:
    """The same, made quickly."""

    name: str
    count: int = 1


@pytest.mark.parametrize("one", [Quick("a"), Quick(name="a", count=1), replace(Quick("b"), name="a")])
def test_it_is_made_with_places_names_and_defaults(one: Quick) -> None:
    assert type(one) is Quick
    assert one == Quick("a", 1)
    assert hash(one) == hash(Plain("a"))
    assert repr(one) == repr(Plain("a")).replace("Plain", "Quick")
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - our own


def test_nothing_of_it_can_be_set_once_it_is_made() -> None:
    stage = Stage(Severity.LOW)
    with pytest.raises(FrozenInstanceError):
        stage.severity = Severity.HIGH  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del stage.severity


def test_a_value_too_few_or_too_many_is_refused() -> None:
    for given in ((), ("a", 1, 2)):
        with pytest.raises(TypeError, match=r"Quick\.__init__"):
            Quick(*given)


def test_a_field_with_a_factory_is_refused() -> None:
    @dataclass(frozen=True, slots=True)
    class Made:
        names: list[str] = field(default_factory=list)

    with pytest.raises(TypeError):
        quick(Made)
