"""The view in the address bar: read on every rerun, written when a control changes it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from app.errors import ViewError
from app.measures.reads import unheard
from app.view import Measure, Scale, View

ADDRESS = "http://localhost:8501/"
# Which page draws a measure: its name in the address.
PLACES = {
    Measure.SHARE: "share",
    Measure.RANK: "rankings",
    Measure.CONTRIBUTION: "changed",
    Measure.SPREAD: "changed",
    Measure.CROSSOVER: "crossovers",
    Measure.CONCENTRATION: "crossovers",
    Measure.PLATFORMS: "platforms",
    Measure.LEAD_LAG: "platforms",
    Measure.AGREEMENT: "platforms",
    Measure.EFFICIENCY: "efficiency",
    Measure.PRICES: "efficiency",
    Measure.FRONTIER: "efficiency",
    Measure.FLYWHEEL: "ecosystem",
    Measure.DERIVATIVES: "ecosystem",
    Measure.RELEASES: "releases",
    Measure.EVENTS: "releases",
    Measure.EVENT_STUDY: "releases",
    Measure.DISTORTION: "distortions",
    Measure.EVALUATION: "evaluate",
    Measure.CLAIM: "claims",
    Measure.REFERENCE: "claims",
    Measure.LEDGER: "claims",
    Measure.VERDICT: "verdict",
}


@dataclass(frozen=True, slots=True)
class Link:
    """What the address bar asks for; `problem` says why it was not understood, and then `view` is the page's own.

    `elsewhere` is the address of the page that draws what was asked for, where that is another one.
    """

    view: View
    problem: str = ""
    elsewhere: str = ""


def read(default: View, also: Collection[Measure] = (), kept: Collection[Measure] = ()) -> Link:
    """The view that the address bar names. Nothing there means the page's own view.

    `also` are measures that this page shows beside its own: a link to one of them opens the page. A link to one of
    `kept` opens the page with that measure in the place of its own. One that names no measure asks for the page's own.
    """
    asked = query()
    if not asked:
        return Link(default)
    try:
        view = View.parse(asked if "measure" in st.query_params else f"{_missing(default)}{asked}")
    except ViewError as problem:
        return Link(default, str(problem))
    if view.measure in kept:
        return Link(view) if (refusal := unheard(view)) is None else Link(default, str(refusal))
    if PLACES[view.measure] == PLACES[default.measure]:
        view = view.with_(measure=default.measure)
    if view.measure in also:
        view = view.with_(measure=default.measure)
    if view.measure is not default.measure:
        told = f"This page shows {default.measure}, and the link asks for {view.measure}."
        return Link(default, told, permalink(view))
    if refusal := unheard(view, (*also, *_beside(default.measure))):
        return Link(default, str(refusal))
    return Link(view)


def _beside(own: Measure) -> tuple[Measure, ...]:
    """The measures of the page that draws `own`."""
    return tuple(each for each, place in PLACES.items() if place == PLACES[own])


def _missing(default: View) -> str:
    """What the page's own view says beyond the address bar, where that was written by hand and names no measure."""
    given = {*st.query_params, *(["from"] if "to" in st.query_params else [])}  # a day to end with may lie before
    own = [(key, value) for key, value in parse_qsl(default.query()) if key not in given]
    return f"{urlencode(own)}&" if own else ""


def query() -> str:
    """The query of the address bar."""
    parameters = st.query_params
    return urlencode([(key, value) for key in parameters for value in parameters.get_all(key)])


def current(view: View, address: str) -> View:
    """What a control changes: the view that it was drawn for at `address`, or what another has put there since.

    So of two quick clicks none is lost.
    """
    if query() == address:
        return view
    try:
        return View.parse(query())
    except ViewError:
        return view


def on_one_axis(view: View) -> bool:
    """Whether the view is drawn as lines of both platforms over time, which the page of shares does."""
    return view.measure is Measure.PLATFORMS and view.scale is Scale.LINES


def change(view: View, **changes: Any) -> None:
    """Put the view with these changes into the address bar; the next rerun draws it."""
    show(view.with_(**changes))


def show(view: View) -> None:
    """Put the view into the address bar; the next rerun draws it."""
    st.query_params.from_dict(dict(parse_qsl(view.query())))


def permalink(view: View) -> str:
    """The address of the page that draws the view, with the view's canonical query."""
    page = PLACES[Measure.SHARE if on_one_axis(view) else view.measure]
    return place(page, view.query())


def place(page: str, query: str) -> str:
    """The address of a page with a query."""
    root = (st.context.url or ADDRESS).partition("?")[0].rpartition("/")[0]
    return f"{root}/{page}?{query}"
