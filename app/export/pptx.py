"""Writes one chart as a presentation of one slide, with a chart that can be edited."""

from __future__ import annotations

from app.export.frozen import moment_of
from app.export.look import PLAIN, Look
from app.export.slides import chart_slide, saved
from app.export.stage import stage
from app.measures.result import Measured


def measure_pptx(measured: Measured, look: Look = PLAIN) -> bytes:
    """The presentation's bytes, the same for the same view and data."""
    ground = stage("dark" if look.dark else "light")
    moment, title = moment_of((measured,)), look.title_of(measured)
    chart_slide(ground, measured, title, moment)
    return saved(ground, title, (measured,), moment)
