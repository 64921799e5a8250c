"""Services that learn: what a generative AI service, or another one like it, does with what is put in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sakimori.domain.values.quick import quick


class InputTraining(StrEnum):
    """Whether the provider trains models with inputs: never, unless somebody switches it off, or whatever we do."""

    NEVER = "never"
    UNLESS_OFF = "unless_off"
    ALWAYS = "always"


class InputRetention(StrEnum):
    """How long the provider keeps inputs: not beyond the answer, for a number of days, or without an end."""

    NOT_KEPT = "not_kept"
    FOR_DAYS = "for_days"
    NO_END = "no_end"


class InputReview(StrEnum):
    """Whether people of the provider read inputs: nobody, to find abuse alone, or as a matter of course."""

    NOBODY = "nobody"
    FOR_ABUSE = "for_abuse"
    USUAL = "usual"


class ModelOf(StrEnum):
    """Whose model answers: the provider's own, or that of another company to which inputs go on."""

    PROVIDER = "provider"
    ANOTHER = "another"


class AiTerms(StrEnum):
    """On what the service is used: a contract that was concluded for it, or terms that somebody clicked away."""

    CONTRACT = "contract"
    CLICK = "click"


@quick
@dataclass(frozen=True, slots=True)
class AiFacts:
    """Facts that make a service one that learns, with the confirmation of a person who did not record them.

    A service with such facts is of this kind. They decide whether input is provision, entrustment or neither; a fact
    not answered is unclear. `opted_out` with its evidence matters where training stops only by our setting.
    """

    id: str
    third_party_id: str
    service_id: str
    training: InputTraining | None = None
    opted_out: bool | None = None
    opt_out_evidence_id: str | None = None
    retention: InputRetention | None = None
    retention_days: int | None = None
    review: InputReview | None = None
    input_countries: frozenset[str] | None = None
    model_of: ModelOf | None = None
    model_provider: str = ""
    terms: AiTerms | None = None
    note: str = ""
    recorded_by: str | None = None
    confirmed_by: str | None = None
    confirmed_on: date | None = None
    version: int = 1

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The facts that decide and that nobody has answered, in their order."""
        asked = {
            "training": self.training is None,
            "opted_out": self.training is InputTraining.UNLESS_OFF and self.opted_out is None,
            "opt_out_evidence_id": self.is_switched_off and self.opt_out_evidence_id is None,
            "retention": self.retention is None,
            "retention_days": self.retention is InputRetention.FOR_DAYS and self.retention_days is None,
            "review": self.review is None,
            "input_countries": not self.input_countries,
            "model_of": self.model_of is None,
            "model_provider": self.model_of is ModelOf.ANOTHER and not self.model_provider,
            "terms": self.terms is None,
        }
        return tuple(name for name, is_open in asked.items() if is_open)

    @property
    def is_confirmed_by_another(self) -> bool:
        """Whether a person confirmed the facts who is known not to have recorded them."""
        return None not in {self.recorded_by, self.confirmed_by} and self.recorded_by != self.confirmed_by

    @property
    def is_switched_off(self) -> bool:
        """Whether training would happen, but somebody of ours has switched it off."""
        return self.training is InputTraining.UNLESS_OFF and self.opted_out is True

    @property
    def learns(self) -> bool | None:
        """Whether inputs of ours train models, as the facts say; an opt-out that is merely offered stops nothing."""
        match self.training:
            case InputTraining.NEVER:
                return False
            case InputTraining.ALWAYS:
                return True
            case InputTraining.UNLESS_OFF:
                return None if self.opted_out is None else not self.opted_out
            case None:
                return None
