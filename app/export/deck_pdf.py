"""Makes a pack's PDF: the same pages as the presentation's, printed."""

from __future__ import annotations

from app.charts import captions, wording
from app.charts.escape import html_text
from app.charts.figures import figure_for, is_drawn
from app.charts.shape import Drawn, drawn
from app.charts.theme import DARK, LIGHT, Theme
from app.export import deck_words as words
from app.export.frozen import moment_of
from app.export.native import native
from app.export.pack import Pack, Part, silent
from app.export.paper import page, printed, svg_image
from app.export.picture import PictureFormat, picture
from app.export.slides import foot_lines, rows_table, series_table
from app.sentences import facts
from collectors.contract import Progress, Report

MOST_ROWS = 14
WIDTH, HEIGHT = 1090, 540  # pixels in which a chart is drawn; the page shows it at four fifths of that
_STYLE = """
section { width: 1280px; height: 720px; padding: 34px 48px 26px; break-after: page; display: flex;
  flex-direction: column; overflow: hidden; } section:last-child { break-after: auto; }
h1 { font-size: 27px; line-height: 1.2; } .cover h1 { font-size: 46px; margin-top: 90px; }
.cover p { font-size: 22px; margin-top: 10px; } .mark { font-weight: 700; } ol { font-size: 17px; }
.sub { font-size: 14px; margin-top: 4px; } .row { display: flex; gap: 26px; margin: 12px 0 8px; min-height: 0; }
.row img { width: 890px; max-height: 440px; flex: none; object-fit: contain; object-position: 0 0; }
.row .wide { flex: 1; }
.facts h3 { font-size: 13px; color: QUIET; font-weight: 600; margin-top: 14px; } .facts p { font-size: 16px; }
.notes { font-size: 10.5px; line-height: 1.32; color: QUIET; margin-top: auto; overflow-wrap: anywhere; flex: none; }
.text { columns: 2; column-gap: 40px; font-size: 12.5px; margin-top: 14px; height: 600px; }
.text h3 { font-size: 15px; margin: 8px 0 2px; break-after: avoid; } .text p { margin-bottom: 4px; }
.flow { -webkit-box-decoration-break: clone; box-decoration-break: clone; }
.flow { height: auto; min-height: 720px; overflow: visible; display: block; } .flow .text { height: auto; }
table { font-size: 13px; margin-top: 10px; }
"""


def deck_pdf(pack: Pack, report: Report = silent) -> bytes:
    """The PDF's bytes; raises `ConfigurationError` where no browser is found."""
    theme = DARK if pack.dark else LIGHT
    parts = [_cover(pack)]
    for done, part in enumerate(pack.parts):
        report(Progress("pages", done, len(pack.parts)))
        parts.append(_chart(part, theme))
    parts += [_definitions(pack), _sources(pack)]
    parts += [_data(part, number) for number, part in enumerate(pack.parts, start=1)]
    report(Progress("printing", len(pack.parts), len(pack.parts)))
    document = page(pack.briefing.title, "".join(parts), theme, size="1280px 720px", margin="0", style=_STYLE)
    return printed(document, f"{moment_of(pack.answers):%Y%m%d%H%M%S}")


def _cover(pack: Pack) -> str:
    lines = "".join(f'<p class="quiet">{html_text(line)}</p>' for line in words.cover_lines(pack))
    marked = f'<p class="mark">{html_text(words.mark(pack))}</p>' if words.mark(pack) else ""
    listed = "".join(f"<li>{html_text(part.title)}</li>" for part in pack.parts[:16])
    return f'<section class="cover"><h1>{html_text(pack.briefing.title)}</h1>{lines}{marked}<ol>{listed}</ol></section>'


def _chart(part: Part, theme: Theme) -> str:
    shown = drawn(part.measured)
    told = "".join(
        f"<h3>{each.about.capitalize()}</h3><p>{html_text(each.sentence, 1_000)}</p>" for each in facts(shown)
    )
    notes = "".join(f"<p>{html_text(line, 4_000)}</p>" for line in foot_lines(shown, wording.notes(shown)))
    return (
        f"<section><h1>{html_text(part.title)}</h1>"
        f'<p class="sub quiet">{html_text(captions.subtitle(shown), 1_000)}</p>'
        f'<div class="row">{_picture(shown, part.title, theme)}<div class="facts">{told}</div></div>'
        f'<div class="notes">{notes}</div></section>'
    )


def _picture(shown: Drawn, title: str, theme: Theme) -> str:
    if not is_drawn(shown.view.measure):
        head, rows = rows_table(shown, MOST_ROWS)
        return f'<div class="wide">{_table(head, rows)}</div>'
    figure = figure_for(shown.view.measure)(shown, theme, height=HEIGHT)
    figure.update_layout(width=WIDTH, height=HEIGHT)
    return svg_image(picture(figure, PictureFormat.SVG), f"{title}. {captions.finding(shown)}")


def _definitions(pack: Pack) -> str:
    parts = [
        f"<h3>{html_text(each.title)} ({html_text(each.name)} v{each.version})</h3>"
        f"<p>{html_text(each.formula, 4_000)}</p>"
        f'<p class="quiet">Source: {html_text(each.source, 1_000)}</p>'
        for each in words.definitions(pack)
    ]
    counted = "".join(f"<p>{html_text(line, 1_000)}</p>" for line in (*words.counted(pack), words.band_note()))
    return _text(words.DEFINITIONS, f"{''.join(parts)}<h3>What is counted</h3>{counted}")


def _sources(pack: Pack) -> str:
    marked = f'<p class="mark">{html_text(words.mark(pack))}</p>' if words.mark(pack) else ""
    blocks = [
        ("Sources", words.source_lines(pack)),
        ("Caveats", words.caveats(pack)),
        ("Coverage", words.coverage_lines(pack)),
        ("Made by", [words.made_by(pack)]),
    ]
    said = "".join(
        f"<h3>{name}</h3>" + "".join(f"<p>{html_text(line, 2_000)}</p>" for line in lines) for name, lines in blocks
    )
    return _text(words.SOURCES, marked + said)


def _text(title: str, body: str) -> str:
    return f'<section class="flow"><h1>{title}</h1><div class="text">{body}</div></section>'


def _data(part: Part, number: int) -> str:
    shown = drawn(part.measured)
    chart = native(shown)
    chart = chart if chart and chart.periods else None  # others as rows
    head, rows = series_table(chart, MOST_ROWS) if chart else rows_table(shown, MOST_ROWS)
    if not rows:
        return ""
    whole = len(chart.periods) if chart else len(shown.frame)
    note = f"{part.title} · {len(rows)} of {whole} {f'{chart.grain}s, newest first' if chart else 'rows'}"
    note += f" · {chart.axis} · * not whole" if chart else ""
    return (
        f'<section><h1>{words.APPENDIX} {number}</h1><p class="sub quiet">{html_text(note, 600)}</p>'
        f'{_table(head, rows)}<div class="notes"><p>{html_text(words.view_line(shown), 4_000)}</p></div></section>'
    )


def _table(head: list[str], rows: list[list[str]]) -> str:
    first, *others = (html_text(name, 40) for name in head)
    heads = f"<th>{first}</th>" + "".join(f'<th class="num">{name}</th>' for name in others)
    body = "".join(
        f"<tr><td>{html_text(row[0], 60)}</td>"
        + "".join(f'<td class="num">{html_text(cell, 60)}</td>' for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
