"""What a briefing pack is made of: a briefing, and an answer with its title for each of its charts."""

from __future__ import annotations

from dataclasses import dataclass

from app.export.briefing import Briefing
from app.measures.result import Measured
from collectors.contract import Progress


@dataclass(frozen=True, slots=True)
class Part:
    """One chart of a pack: the answer and the title above it."""

    measured: Measured
    title: str


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything that a pack is made of; `template` are the bytes of a .pptx of one's own, in place of its path."""

    briefing: Briefing
    parts: tuple[Part, ...]
    template: bytes | None = None

    @property
    def dark(self) -> bool:
        """Whether the pack stands on a dark ground."""
        return self.template is None and self.briefing.template == "dark"

    @property
    def answers(self) -> tuple[Measured, ...]:
        """The charts' answers."""
        return tuple(part.measured for part in self.parts)


def silent(_step: Progress) -> None:
    """A report to nobody."""
