"""Makes a pack's presentation: cover, one chart a slide, definitions, sources and caveats, data."""

from __future__ import annotations

from app.charts.shape import drawn
from app.export import deck_words as words
from app.export.frozen import moment_of
from app.export.native import native
from app.export.pack import Pack, silent
from app.export.slides import Text, chart_slide, rows_table, saved, series_table, table_slide, text_slides, write
from app.export.stage import Stage, stage
from collectors.contract import Progress, Report

MOST_ROWS = 14


def deck_pptx(pack: Pack, report: Report = silent) -> bytes:
    """The presentation's bytes, the same for the same briefing and data; raises `ConfigurationError` on a template."""
    ground = stage(pack.template if pack.template is not None else pack.briefing.template)
    moment = moment_of(pack.answers)
    _cover(ground, pack)
    for done, part in enumerate(pack.parts):
        report(Progress("slides", done, len(pack.parts)))
        chart_slide(ground, part.measured, part.title, moment)
    _definitions(ground, pack)
    _sources(ground, pack)
    for number, part in enumerate(pack.parts, start=1):
        _data(ground, part.measured, number, part.title)
    report(Progress("slides", len(pack.parts), len(pack.parts)))
    return saved(ground, pack.briefing.title, pack.answers, moment)


def _cover(ground: Stage, pack: Pack) -> None:
    slide = ground.slide(pack.briefing.title)
    place = ground.box("body")
    assert place is not None
    texts = [Text(line, 18, quiet=at > 0, space=8) for at, line in enumerate(words.cover_lines(pack))]
    if marked := words.mark(pack):
        texts.append(Text(marked, 18, bold=True, space=18))
    texts.append(Text("", 8))
    for number, part in enumerate(pack.parts, start=1):
        texts.append(Text(f"{number}. {part.title}", 14 if len(pack.parts) <= 10 else 10, space=4))
    write(slide, place, texts, name="Cover")


def _definitions(ground: Stage, pack: Pack) -> None:
    texts: list[Text] = []
    for each in words.definitions(pack):
        texts.append(Text(f"{each.title} ({each.name} v{each.version})", 14, bold=True, space=10 if texts else 0))
        texts.append(Text(each.formula, space=2))
        texts.append(Text(f"Source: {each.source}", 10, quiet=True, space=2))
    texts.append(Text("What is counted", 14, bold=True, space=10))
    texts += [Text(line, space=2) for line in words.counted(pack)]
    texts.append(Text(words.band_note(), space=8))
    text_slides(ground, words.DEFINITIONS, texts)


def _sources(ground: Stage, pack: Pack) -> None:
    texts = [Text(marked, 14, bold=True)] if (marked := words.mark(pack)) else []
    texts += [Text(line, space=4) for line in words.source_lines(pack)]
    texts.append(Text("Caveats", 14, bold=True, space=10))
    texts += [Text(line, 11, space=2) for line in words.caveats(pack)]
    texts.append(Text("Coverage", 14, bold=True, space=10))
    texts += [Text(line, 11, space=2) for line in words.coverage_lines(pack)]
    texts.append(Text(words.made_by(pack), 10, quiet=True, space=10))
    text_slides(ground, words.SOURCES, texts)


def _data(ground: Stage, measured: object, number: int, title: str) -> None:
    from app.measures.result import Measured

    assert isinstance(measured, Measured)
    shown = drawn(measured)
    chart = native(shown)
    if chart is not None and chart.periods:
        head, rows = series_table(chart, MOST_ROWS)
        note = f"{title} · {chart.axis}. The newest {len(rows)} of {len(chart.periods)} {chart.grain}s"
        note += "; the chart on its slide holds all of them (Edit data)."
        note += " * not whole." if not all(chart.whole[-len(rows) :]) else ""
    else:
        head, rows = rows_table(shown, MOST_ROWS)
        note = f"{title} · the first {len(rows)} of {len(shown.frame)} rows. {words.view_line(shown)}"
    if rows:
        table_slide(ground, f"{words.APPENDIX} {number}", head, rows, note)
