"""The controls of a time chart: each shows one field of the view and writes it to the address bar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

import streamlit as st

from app.view import FIRST_DAY, LAST_DAY, POPULATIONS, UNITS, Grain, Grouping, Platform, Population, Scale, Unit, View
from dashboard.parts import link

Choice = TypeVar("Choice", bound=StrEnum)

PLATFORMS = {Platform.OPENROUTER: "OpenRouter", Platform.HUGGINGFACE: "Hugging Face"}
GROUPINGS = {
    Grouping.BLOC: "Bloc",
    Grouping.NAMED3: "Named three",
    Grouping.COUNTRY: "Country",
    Grouping.LAB: "Lab",
}
SCALES = {
    Scale.STACKED: "100%",
    Scale.LINES: "Lines",
    Scale.ABSOLUTE: "Absolute",
    Scale.LOG: "Log",
    Scale.INDEX: "Index",
}
GRAINS = {Grain.DAY: "Day", Grain.WEEK: "Week", Grain.MONTH: "Month"}
POPULATION_NAMES = {
    Population.ALL: "Everything",
    Population.NAMED: "Named models (top 50)",
    Population.TOP10: "Ten largest models",
    Population.OPEN: "Open weights",
    Population.LANGUAGE: "Language models",
    Population.ORIGINAL: "Originals",
}
UNIT_NAMES = {
    Unit.TOKENS: "Tokens",
    Unit.LIST_USD: "List price",
    Unit.DOWNLOADS_30D: "Downloads, 30 days",
    Unit.DOWNLOADS_DAILY: "Downloads, daily",
}
UNITS_ON_OFFER = {
    Platform.OPENROUTER: (Unit.TOKENS,),
    Platform.HUGGINGFACE: (Unit.DOWNLOADS_30D, Unit.DOWNLOADS_DAILY),
}


class Window(StrEnum):
    """A length of time that ends with the newest day."""

    MONTH = "30"
    QUARTER = "90"
    YEAR = "365"
    ALL = "all"


WINDOWS = {Window.MONTH: "30 days", Window.QUARTER: "90 days", Window.YEAR: "1 year", Window.ALL: "All"}


def time_controls(view: View, newest: dt.date | None) -> None:
    """Draw the controls. `newest` is the platform's newest stored day; presets of the window end with it."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom", key="controls-what"):
        _segments(view, "platform", "Platform", PLATFORMS)
        _segments(view, "by", "Group by", GROUPINGS)
        _segments(view, "scale", "Scale", SCALES)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom", key="controls-how"):
        _select(view, "population", "Out of", {each: POPULATION_NAMES[each] for each in POPULATIONS[view.platform]})
        offered = dict.fromkeys((*UNITS_ON_OFFER[view.platform], view.counted))
        if len(offered) > 1:
            _select(view, "unit", "Count", {each: UNIT_NAMES[each] for each in UNITS[view.platform] if each in offered})
        _segments(view, "grain", "Grain", GRAINS)
        _window(view, newest)
        _dates(view, newest)
        _band(view)


def _segments(view: View, field: str, label: str, names: Mapping[Choice, str]) -> None:
    shown = dict(names)
    shown.setdefault(getattr(view, field), str(getattr(view, field)))
    key = _keyed(field, getattr(view, field))
    st.segmented_control(
        label,
        list(shown),
        format_func=lambda each: shown[each],
        key=key,
        required=True,
        wrap=True,
        on_change=_write,
        args=(view, field, key),
    )


def _select(view: View, field: str, label: str, names: Mapping[Choice, str]) -> None:
    key = _keyed(field, getattr(view, field))
    st.selectbox(
        label,
        list(names),
        format_func=lambda each: names[each],
        key=key,
        width=210,
        on_change=_write,
        args=(view, field, key),
    )


def _window(view: View, newest: dt.date | None) -> None:
    key = _keyed("window", _preset(view, newest))
    st.segmented_control(
        "Window",
        list(WINDOWS),
        format_func=lambda each: WINDOWS[each],
        key=key,
        wrap=True,
        disabled=newest is None,
        on_change=_write_window,
        args=(view, newest, key),
    )


def _dates(view: View, newest: dt.date | None) -> None:
    with st.popover("Dates", width="content"):
        for field, label, help_text in (
            ("since", "From", "First UTC day. Empty: from the first stored day."),
            ("until", "To", "Last UTC day. Empty: to the newest stored day."),
        ):
            key = _keyed(field, getattr(view, field))
            st.date_input(
                label,
                key=key,
                value=None,
                min_value=FIRST_DAY,
                max_value=LAST_DAY,
                format="YYYY-MM-DD",
                help=help_text,
                on_change=_write,
                args=(view, field, key),
            )


def _band(view: View) -> None:
    key = _keyed("band", view.band)
    st.toggle(
        "Coverage band",
        key=key,
        disabled=view.scale is not Scale.LINES,
        help="Lower bound: nothing unknown belongs to the group. Upper bound: everything unknown does. Drawn on lines.",
        on_change=_write,
        args=(view, "band", key),
    )


def _keyed(field: str, value: object) -> str:
    """The widget's key, holding what the address bar says: a control never disagrees with the link."""
    key = f"view-{field}"
    st.session_state[key] = value
    return key


def _write(view: View, field: str, key: str) -> None:
    changes = {field: st.session_state[key]}
    if field == "since" and view.until and changes["since"] and changes["since"] > view.until:
        changes["until"] = None
    if field == "until" and view.since and changes["until"] and changes["until"] < view.since:
        changes["since"] = None
    link.change(view, **changes)


def _preset(view: View, newest: dt.date | None) -> Window | None:
    if view.until is not None or newest is None:
        return None
    if view.since is None:
        return Window.ALL
    return next((each for each in WINDOWS if each is not Window.ALL and view.since == _first(each, newest)), None)


def _write_window(view: View, newest: dt.date, key: str) -> None:
    chosen = st.session_state[key] or Window.ALL
    link.change(view, since=None if chosen is Window.ALL else _first(chosen, newest), until=None)


def _first(window: Window, newest: dt.date) -> dt.date:
    return newest - dt.timedelta(days=int(window.value) - 1)
