"""One field of the view as one control: it shows what the address bar says, and writes there what a reader chooses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Literal, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.view import FIRST_DAY, LAST_DAY, Align, Grain, Grouping, Layout, Measure, Platform, Scale, View
from dashboard.parts import link
from dashboard.parts.names import BOTH, PLATFORMS, WINDOWS, Window, grains, groupings

Choice = TypeVar("Choice", bound=StrEnum)


def row(name: str) -> DeltaGenerator:
    """A row for controls, all of one height, that breaks where it is full; `name` tells it from the page's others."""
    return st.container(horizontal=True, gap="small", vertical_alignment="bottom", key=f"controls-{name}")


def segments(view: View, field: str, label: str, names: Mapping[Choice, str]) -> None:
    """A row of choices, all of them in sight; a choice of the link that is not on offer is shown too."""
    shown = dict(names)
    shown.setdefault(getattr(view, field), str(getattr(view, field)))
    key = keyed(field, getattr(view, field))
    st.segmented_control(
        label,
        list(shown),
        format_func=lambda each: shown[each],
        key=key,
        required=True,
        wrap=True,
        on_change=_write,
        args=_drawn(view, field, key),
    )


def platform(view: View, *, both: bool) -> None:
    """One platform, or both of them on one axis."""
    names = {str(each): name for each, name in PLATFORMS.items()}
    if both:
        names[BOTH] = "Both"
    key = keyed("platform", BOTH if link.on_one_axis(view) else view.platform.value)
    st.segmented_control(
        "Platform",
        list(names),
        format_func=lambda each: names[each],
        key=key,
        required=True,
        wrap=True,
        on_change=_write_platform,
        args=_drawn(view, key),
    )


def choose(
    view: View,
    field: str,
    label: str,
    names: Mapping[Any, str],
    *,
    width: int | Literal["stretch"] = 210,
    help_text: str | None = None,
    disabled: bool = False,
) -> None:
    """A list to choose one from; a choice of the link that is not on offer is shown too."""
    shown = dict(names)
    shown.setdefault(getattr(view, field), str(getattr(view, field)))
    key = keyed(field, getattr(view, field))
    st.selectbox(
        label,
        list(shown),
        format_func=lambda each: shown[each],
        key=key,
        width=width,
        help=help_text,
        disabled=disabled or len(shown) < 2,
        on_change=_write,
        args=_drawn(view, field, key),
    )


def several(
    view: View,
    field: str,
    label: str,
    names: Mapping[Any, str],
    *,
    help_text: str | None = None,
    most: int | None = None,
) -> None:
    """A list to choose several from, in the order in which they are chosen."""
    chosen = list(getattr(view, field))
    shown = dict(names) | {each: str(each) for each in chosen if each not in names}
    key = keyed(field, chosen)
    st.multiselect(
        label,
        list(shown),
        format_func=lambda each: shown[each],
        key=key,
        help=help_text,
        max_selections=most and max(most, len(chosen)),  # a link may name more, and is shown as it is
        placeholder="Choose",
        on_change=_write,
        args=_drawn(view, field, key),
    )


def only(view: View, field: str, label: str, names: Mapping[str, str]) -> None:
    """A list to choose exactly one group from, for a field that holds several."""
    key = keyed(field, getattr(view, field)[0])
    st.selectbox(
        label,
        list(names),
        format_func=lambda each: names[each],
        key=key,
        width=280,
        on_change=_write,
        args=_drawn(view, field, key),
    )


def switch(view: View, field: str, label: str, *, disabled: bool, help_text: str) -> None:
    """On or off."""
    key = keyed(field, getattr(view, field))
    st.toggle(label, key=key, disabled=disabled, help=help_text, on_change=_write, args=_drawn(view, field, key))


def date(view: View, field: str, label: str, help_text: str, *, width: int | Literal["stretch"] = "stretch") -> None:
    """A day, or none."""
    key = keyed(field, getattr(view, field))
    st.date_input(
        label,
        key=key,
        value=None,
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format="YYYY-MM-DD",
        help=help_text,
        width=width,
        on_change=_write,
        args=_drawn(view, field, key),
    )


def window(view: View, newest: dt.date | None) -> None:
    """Lengths of time that end with the newest day."""
    key = keyed("window", _preset(view, newest))
    st.segmented_control(
        "Window",
        list(WINDOWS),
        format_func=lambda each: WINDOWS[each],
        key=key,
        wrap=True,
        disabled=newest is None,
        on_change=_write_window,
        args=_drawn(view, newest, key),
    )


def keyed(field: str, value: object) -> str:
    """The widget's key, holding what the address bar says: a control never disagrees with the link."""
    key = f"view-{field}"
    st.session_state[key] = value
    return key


def fitting(view: View, **changes: Any) -> View:
    """The view with these changes, and with whatever else no longer goes with them put to what does."""
    changed = view.with_(**changes)
    if changed.by is not view.by or changed.platform is not view.platform:
        kept = changed.select if changed.by is view.by and changed.by is not Grouping.MODEL else ()
        changed = changed.with_(select=kept)
    if changed.by not in groupings(changed):
        changed = changed.with_(by=Grouping.LAB, select=())
    if changed.grain not in (offered := grains(changed)):
        window = {"since": None, "until": None} if Grain.DAY in offered else {}
        changed = changed.with_(grain=next(iter(offered)), **window)
    return changed


def _drawn(view: View, *more: object) -> tuple[object, ...]:
    """What a control hands on when it is changed: the view that it was drawn for, with the address of that moment."""
    return view, link.query(), *more


def _write(view: View, address: str, field: str, key: str) -> None:
    view = link.current(view, address)
    value = st.session_state[key]
    changes: dict[str, Any] = {field: _held(field, value)}
    if field == "since" and view.until and value and value > view.until:
        changes["until"] = None
    if field == "until" and view.since and value and value < view.since:
        changes["since"] = None
    link.show(fitting(view, **changes))


def _write_platform(view: View, address: str, key: str) -> None:
    view = link.current(view, address)
    chosen = st.session_state[key]
    if chosen == BOTH:
        link.show(on_one_axis(view))
    else:
        measure = Measure.SHARE if link.on_one_axis(view) else view.measure
        link.show(fitting(view, platform=Platform(chosen), measure=measure))


def on_one_axis(view: View) -> View:
    """The view as lines of both platforms, which the measure platforms answers."""
    return fitting(view, measure=Measure.PLATFORMS, scale=Scale.LINES, layout=Layout.ONE, align=Align.CALENDAR)


def _held(field: str, value: Any) -> Any:
    """What the view holds of what a control gives: its lists are tuples, and a single group is a list of one."""
    if field == "select" and isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


def _preset(view: View, newest: dt.date | None) -> Window | None:
    if view.until is not None or newest is None:
        return None
    if view.since is None:
        return Window.ALL
    return next((each for each in WINDOWS if each is not Window.ALL and view.since == first_of(each, newest)), None)


def _write_window(view: View, address: str, newest: dt.date, key: str) -> None:
    view = link.current(view, address)
    chosen = st.session_state[key] or Window.ALL
    link.show(view.with_(since=None if chosen is Window.ALL else first_of(chosen, newest), until=None))


def first_of(window: Window, newest: dt.date) -> dt.date:
    """The first day of a window that ends with the newest day."""
    return newest - dt.timedelta(days=int(window.value) - 1)
