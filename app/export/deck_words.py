"""The words of a pack that belong to no single chart: its cover, definitions, sources and caveats."""

from __future__ import annotations

import datetime as dt

from app import PROGRAM_VERSION
from app.charts import captions, wording
from app.export.frozen import moment_of
from app.export.pack import Pack
from app.measures.result import Definition, Measured

DEFINITIONS, SOURCES, APPENDIX = "Definitions", "Sources and caveats", "Data"


def cover_lines(pack: Pack) -> list[str]:
    """What stands below the pack's title."""
    answers = pack.answers
    firsts = [each.coverage.first_day for each in answers if each.coverage.first_day]
    lasts = [each.coverage.last_day for each in answers if each.coverage.last_day]
    count = len(pack.parts)
    lines = [f"{count} chart{'' if count == 1 else 's'}" + (f", {_span(firsts, lasts)}" if firsts else "")]
    if pack.briefing.as_of:
        lines.append(f"As known on {wording.day(pack.briefing.as_of)}")
    lines.append(f"Data retrieved until {wording.moment(moment_of(answers))}")
    return lines


def mark(pack: Pack) -> str:
    """The mark of made-up data, or nothing."""
    made_up = any(each.synthetic for each in pack.answers)
    return f"{wording.SYNTHETIC}: these numbers are made up and describe nobody." if made_up else ""


def definitions(pack: Pack) -> list[Definition]:
    """Each definition of the pack once, in the order of the charts."""
    return list({(each.definition.name, each.definition.version): each.definition for each in pack.answers}.values())


def counted(pack: Pack) -> list[str]:
    """What the charts count, and out of what: each pair once."""
    return list(dict.fromkeys(map(_counted, pack.answers)))


def _counted(measured: Measured) -> str:
    view = measured.view
    if own := captions.out_of(measured):
        population, unit = own
        return f"{measured.definition.title}: {unit}, out of {population}."
    population = wording.POPULATIONS[view.platform, view.population]
    return f"{wording.PLATFORMS[view.platform]}: {wording.UNITS_EXACT[view.counted]}, out of {population}."


def band_note() -> str:
    """What the two bounds of a share are."""
    return (
        "Bounds: the lower one gives nothing unknown to the group, the upper one gives it everything unknown (the "
        "platform's tail, undisclosed models, accounts that no lab is known for)."
    )


def source_lines(pack: Pack) -> list[str]:
    """Each source of the pack once, in the form that its licence asks for."""
    return list(dict.fromkeys(line for each in pack.answers for line in wording.citations(each)))


def caveats(pack: Pack) -> list[str]:
    """Each caveat and note of the pack once."""
    said = [line for each in pack.answers for line in (*each.notes, *each.definition.caveats)]
    return list(dict.fromkeys(said))


def coverage_lines(pack: Pack) -> list[str]:
    """The coverage of each chart, by its number."""
    return [f"Chart {at}. {wording.coverage_note(part.measured)}" for at, part in enumerate(pack.parts, start=1)]


def made_by(pack: Pack) -> str:
    """Which program and which registry made it."""
    hashes = dict.fromkeys(each.registry_hash[:12] for each in pack.answers)
    return f"Made by modelshare {PROGRAM_VERSION}, registry {', '.join(hashes)}."


def view_line(measured: Measured) -> str:
    """The chart's permalink."""
    return f"View: {measured.view.query()}"


def _span(firsts: list[dt.date], lasts: list[dt.date]) -> str:
    return wording.span(min(firsts), max(lasts))
