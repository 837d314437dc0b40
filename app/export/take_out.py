"""Makes the files that leave the program: a chart or its data, always with the metadata beside them."""

from __future__ import annotations

from pathlib import Path

from app.charts.shape import drawn
from app.export.bundle import bundle, csv_of
from app.export.look import PLAIN, SIZES, Look
from app.export.marks import marked
from app.export.metadata import File, metadata_json
from app.export.parquet import measure_parquet
from app.export.picture import PictureFormat, picture
from app.export.table import measure_csv
from app.measures.result import Measured

FORMATS = ("csv", "parquet", "json", "xlsx", "pptx", "png", "svg", "pdf", "html", "zip")
PICTURES = frozenset(PictureFormat)  # the formats that need a browser
CLEAR = "rgba(0,0,0,0)"


def take_out(measured: Measured, kind: str, output: Path, look: Look = PLAIN) -> list[tuple[Path, bytes]]:
    """The files of one chart: `output` in format `kind` (one of FORMATS), and its metadata in `<stem>.metadata.json`.

    `json` is the metadata alone and `zip` holds CSV and metadata. Tables hold what the chart draws. Raises
    `ConfigurationError` where a picture is wanted and no browser is found.
    """
    made = content(measured, kind, look)
    if kind in ("zip", "json"):
        return [(output, made)]
    beside = output.with_name(f"{output.stem}.metadata.json")
    return [(output, made), (beside, metadata_json(drawn(measured), (File(output.name, made),)).encode())]


def content(measured: Measured, kind: str, look: Look = PLAIN) -> bytes:
    """The bytes of one file of a chart, without what stands beside it: the page and the command line both call this.

    The same view and the same data give the same bytes in every format but png and pdf.
    """
    match kind:
        case "csv":
            return measure_csv(drawn(measured)).encode()
        case "parquet":
            return measure_parquet(measured)
        case "json":
            return metadata_json(drawn(measured), (csv_of(drawn(measured)),)).encode()
        case "zip":
            return bundle(measured)
        case "xlsx":
            from app.export.xlsx import measure_xlsx

            return measure_xlsx(measured, look)
        case "pptx":
            from app.export.pptx import measure_pptx

            return measure_pptx(measured, look)
        case "html":
            from app.export.embed import embed

            return embed(measured, look)
    return _picture(measured, PictureFormat(kind), look)


def _picture(measured: Measured, kind: PictureFormat, look: Look) -> bytes:
    from app.charts.figures import figure_for
    from app.charts.framed import framed

    draw = figure_for(measured.view.measure)
    figure = framed(measured, look.theme, SIZES[look.shape], draw=draw, title=look.title_of(measured))
    if look.transparent:
        figure.update_layout(paper_bgcolor=CLEAR, plot_bgcolor=CLEAR)
    return marked(picture(figure, kind, scale=look.scale), kind, measured)
