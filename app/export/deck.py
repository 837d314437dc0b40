"""Makes a briefing pack of a briefing: one presentation, one PDF or one archive with everything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum

from app.charts.shape import drawn
from app.errors import ConfigurationError
from app.export.briefing import Briefing, BriefingError, write_briefing
from app.export.bundle import archive
from app.export.deck_pdf import deck_pdf
from app.export.deck_slides import deck_pptx
from app.export.look import Look
from app.export.metadata import File, metadata_json
from app.export.names import file_stem
from app.export.pack import Pack, Part, silent
from app.export.picture import find_browser
from app.export.table import measure_csv
from app.export.xlsx import measure_xlsx
from app.measures.result import Measured
from app.view import View
from collectors.contract import Progress, Report

LONGEST_TITLE = 200


class PackFormat(StrEnum):
    """What a briefing pack comes as."""

    PPTX = "pptx"
    PDF = "pdf"
    ZIP = "zip"


def gathered(
    briefing: Briefing, ask: Callable[[View], Measured], report: Report = silent, template: bytes | None = None
) -> Pack:
    """Ask for every chart of the briefing. Raises `BriefingError` where it has none, and what `ask` raises."""
    if not briefing.charts:
        raise BriefingError("This briefing has no chart.", advice="Add charts on the dashboard, or [[chart]] tables.")
    parts = []
    for done, (entry, view) in enumerate(zip(briefing.charts, briefing.views(), strict=True)):
        report(Progress("reading", done, len(briefing.charts)))
        measured = ask(view)
        look = Look(titles=briefing.titles, title=entry.title)
        parts.append(Part(measured, look.title_of(measured)[:LONGEST_TITLE]))
    return Pack(briefing, tuple(parts), template)


def made(pack: Pack, kind: PackFormat, report: Report = silent) -> bytes:
    """The pack's bytes. PPTX needs no browser; PDF does; ZIP holds a PDF where there is one.

    Raises `ConfigurationError` where a PDF is wanted without a browser, or the template cannot be used.
    """
    match kind:
        case PackFormat.PPTX:
            return deck_pptx(pack, report)
        case PackFormat.PDF:
            return deck_pdf(pack, report)
    files = [File("deck.pptx", deck_pptx(pack, report))]
    if find_browser():
        files.append(File("deck.pdf", deck_pdf(pack, report)))
    files.append(File("briefing.toml", write_briefing(_portable(pack)).encode()))
    for number, part in enumerate(pack.parts, start=1):
        files += _beside(part, number)
    return archive(tuple(files))


def kind_of(name: str) -> PackFormat:
    """The format that a file's name asks for; raises `ConfigurationError` on another ending."""
    ending = name.rpartition(".")[2].lower()
    try:
        return PackFormat(ending)
    except ValueError:
        raise ConfigurationError(
            f"A deck cannot be written as '{name}'.", advice=f"End it in one of {', '.join(PackFormat)}."
        ) from None


def _beside(part: Part, number: int) -> Sequence[File]:
    shown = drawn(part.measured)
    stem = f"data/{number:02}-{file_stem(shown)}"
    table = File(f"{stem}.csv", measure_csv(shown).encode())
    named = File(table.name.rpartition("/")[2], table.content)
    return (
        table,
        File(f"{stem}.metadata.json", metadata_json(shown, (named,)).encode()),
        File(f"{stem}.xlsx", measure_xlsx(shown, Look(title=part.title))),
    )


def _portable(pack: Pack) -> Briefing:
    """A template of one's own does not lie in the archive, so its path would lead nowhere."""
    own = pack.template is not None or pack.briefing.template not in ("light", "dark")
    return replace(pack.briefing, template="light") if own else pack.briefing
