"""Findings of the data layer, made short to write: message and advice in both languages."""

from lift.core.finding import Finding
from lift.core.words import CheckVerdict


def note(
    check: str,
    verdict: CheckVerdict,
    *,
    en: str,
    de: str,
    advice_en: str = "",
    advice_de: str = "",
    value: float | None = None,
    limit: float | None = None,
) -> Finding:
    """Return a finding about the whole study."""
    return Finding(
        check=check,
        verdict=verdict,
        message={"de": de, "en": en},
        advice={"de": advice_de, "en": advice_en},
        value=value,
        limit=limit,
    )
