from dataclasses import dataclass


@dataclass(frozen=True)
class Letter:
    """A mail such as an inbox hands out."""

    html: str = ""
    text: str = ""
    subject: str = "Votre affiliation"
    sender: str = "ne-pas-repondre@mutuelle.example"
    in_junk: bool = False
