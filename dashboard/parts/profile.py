"""The parts of a lab's page: where it stands on each platform, its models, its releases."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from app.charts import wording
from app.charts.escape import html_text
from app.charts.spark import spark
from app.measures.lab_releases import Place, Release
from app.measures.profile import OnPlatform, Profile
from app.registry.countries import COUNTRIES
from app.store.rollup_releases import AGES
from dashboard.parts.rows import rows_table

NOT_LISTED, NOT_YET = "–", "not yet"


def who(found: Profile) -> None:
    """The lab's name, where it is, and what the registry says of it."""
    known = [COUNTRIES.get(found.country or "", "country unknown")]
    known += [f"part of {found.parent}"] if found.parent else []
    known += [found.note] if found.note else []
    st.html(
        f'<div class="ms"><h1 class="ms-title">{html_text(found.name)}</h1>'
        f'<p class="ms-quiet">{html_text(" · ".join(known))}</p></div>'
    )


def cards(found: Profile) -> None:
    """The newest share, band, rank and changes on each platform."""
    st.html(f'<div class="ms ms-cards">{"".join(_card(found, each) for each in found.platforms.values())}</div>')


def models(found: OnPlatform) -> None:
    """The lab's largest models on the newest day."""
    counted = wording.UNITS[found.shares.view.counted].capitalize()
    rows = [(each.name, each.value, None if each.part is None else wording.percent(each.part)) for each in found.best]
    day = wording.day(found.day) if found.day else ""
    rows_table(
        f"Best models on {wording.PLATFORMS[found.platform]}",
        f"{counted}, {day}; part of the lab's own. The lab's accounts: {', '.join(found.accounts) or 'none known'}.",
        ("Model", counted, "Of the lab"),
        rows,
        "None in the newest data.",
    )


def releases(found: OnPlatform) -> None:
    """What the lab brought out, with the places that each took at three ages."""
    heads = [f"Day {age}" for age in AGES]
    rows = [
        (each.day, each.name, each.size.value, *(_place(each, age, found.day) for age in AGES))
        for each in found.releases
    ]
    rows_table(
        f"Releases on {wording.PLATFORMS[found.platform]}",
        "Place in the whole list so many days after the release, and among all labs' releases of the same size class "
        f"at that age. {NOT_LISTED}: the release was not in the list, or that day is not stored.",
        ("Released", "Model", "Size class", *heads),
        rows,
        "None is known.",
    )


def _place(release: Release, age: int, newest: dt.date | None) -> str:
    place: Place | None = release.places.get(age)
    if place is None:
        return NOT_LISTED if newest and release.reached(age, newest) else NOT_YET
    said = f"{place.place:,}"
    return said if place.class_place is None else f"{said} ({place.class_place} of {place.class_size} in class)"


def _card(found: Profile, here: OnPlatform) -> str:
    title = wording.PLATFORMS[here.platform]
    if here.day is None:
        return _framed(title, '<p class="ms-quiet">Nothing stored yet.</p>')
    if here.share is None:
        return _framed(title, f'<p class="ms-quiet">Not in the list on {wording.day(here.day)}.</p>')
    counted = wording.UNITS[here.shares.view.counted]
    band = wording.band(here.share_low, here.share_high)
    place = f"place {here.rank} of the newest week" if here.rank else "no place in the newest week"
    changes = "".join(
        f'<span>{wording.points(change)} <span class="ms-quiet">in {days} days</span></span>'
        if change is not None
        else f'<span class="ms-quiet">the day {days} days before is not stored</span>'
        for days, change in ((30, here.change_30), (90, here.change_90))
    )
    trend = spark(here.shares, found.lab_id)
    window = f'<p class="ms-small">{html_text(wording.window(here.shares))}, by day, from 0</p>' if trend else ""
    return _framed(
        title,
        f'<div class="ms-number">{wording.percent(here.share)}</div>'
        f'<p class="ms-quiet">of {counted}, {wording.day(here.day)}; coverage band {band}; {place}</p>'
        f'<div class="ms-changes">{changes}</div>{trend}{window}',
    )


def _framed(title: str, body: str) -> str:
    return f'<section class="ms-card"><h2>{html_text(title)}</h2>{body}</section>'
