"""The tone in which a verdict is set. Colour never stands alone: the word of the verdict is always beside it."""

from lift.report.blocks import Tone

_TONES: dict[str, Tone] = {
    "proven": "proven",
    "directional": "directional",
    "inconclusive": "inconclusive",
    "negative": "negative",
    "incomplete": "inconclusive",
    "invalid": "invalid",
    "earned": "money",
    "open": "money",
    "not_earned": "money",
    "pass": "pass",
    "warn": "warn",
    "fail": "fail",
}


def tone(name: object) -> Tone:
    """The tone in which a verdict or status is set; its word stands beside it always."""
    return _TONES.get(str(name), "")
