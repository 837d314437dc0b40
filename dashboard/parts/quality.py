"""Everything that is known of the quality of one platform's data."""

from __future__ import annotations

import streamlit as st

from app.charts import wording
from app.charts.escape import html_text
from app.charts.quality_chart import COLOURS, SIGNS, Kind, calendar_figure, calendar_said, calendar_scope
from app.export.quality import quality_csv
from app.measures.quality import MOST_ROWS, Quality, TroubledRun, quality
from app.measures.unattributed import UnattributedAccount, largest_unattributed
from app.store.tables import RunStatus
from app.view import Platform
from dashboard.parts import link
from dashboard.parts.copy import copy_button, copyable
from dashboard.parts.frame import theme
from dashboard.parts.rows import rows_table
from dashboard.session import Standing, answered


def platform_quality(now: Standing, platform: Platform) -> None:
    """The calendar, then every list."""
    found = answered(now, quality, platform)
    calendar(found)
    take_along(found)
    left, right = st.columns(2, gap="large")
    with left:
        _gaps(found)
        _restatements(found)
        _falling(found)
    with right:
        _unattributed(answered(now, largest_unattributed, platform))
    _runs(found)
    _refused(found)
    _breaks(found)


def calendar(found: Quality) -> None:
    """The expected days as a calendar, with its legend."""
    said = calendar_said(found)
    keys = "".join(
        f'<li><span class="ms-swatch ms-sign" style="background:{COLOURS[kind]}" aria-hidden="true">{SIGNS[kind]}'
        f"</span>{html_text(kind.value)}</li>"
        for kind in Kind
    )
    st.html(
        f'<div class="ms"><h2 class="ms-title">{wording.PLATFORMS[found.platform]}: every expected day</h2>'
        f'<p class="ms-quiet">{html_text(calendar_scope(found))}</p>'
        f'<p class="ms-finding">{html_text(said)}</p><ul class="ms-legend ms-always">{keys}</ul></div>'
    )
    st.plotly_chart(
        calendar_figure(found, theme()),
        theme=None,
        key="calendar",
        config={"displayModeBar": False},
        alt=f"Calendar of the days of {wording.PLATFORMS[found.platform]}. {said}",
    )


def take_along(found: Quality) -> None:
    """What the calendar rests on, the page's address, and its days as a file."""
    st.html(f'<p class="ms ms-small">Source: {html_text(found.definition.source)}</p>')
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="along-quality"):
        address = link.place("quality", f"platform={found.platform}")
        copyable(address)
        copy_button("Copy link", address)
        st.download_button(
            "Days (CSV)",
            data=quality_csv(found),
            file_name=f"{found.platform}-days.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )


def _gaps(found: Quality) -> None:
    missing = [(each.day, "missing", each.reason or "no reason was booked") for each in reversed(found.gaps)]
    empty = [(each.day, "no rows", "The platform covered the day and published no rows.") for each in found.empty_days]
    rows_table(
        "Gaps",
        "A gap stays a gap: nothing is interpolated or carried forward.",
        ("Day", "What", "Why"),
        [*missing, *empty],
        "None: every day between the first and the newest one is stored.",
    )


def _restatements(found: Quality) -> None:
    rows = [
        (each.day, each.versions, each.first_known, each.last_known, _percent(each.change))
        for each in found.restatements
    ]
    rows_table(
        "Restatements",
        "Days whose content changed after it was first public (times in UTC). Every version is kept: a chart as "
        "known on an earlier day shows the earlier one.",
        ("Day", "Versions", "First known", "Last known", "Change of total"),
        rows,
        "None: no stored day has changed since.",
    )


def _falling(found: Quality) -> None:
    rows = [(each.day, each.falling, each.measured) for each in found.falling_days]
    rows_table(
        "Negative differences",
        "Models whose all-time count fell against the day before. The differences are kept as they are.",
        ("Day", "Models that fell", "Models measured"),
        rows,
        "None." if found.platform is Platform.HUGGINGFACE else "This platform has no all-time counts.",
    )


def _runs(found: Quality) -> None:
    held = [(each.run_id, each.status.value, each.started_at, each.error, _way_out(each)) for each in found.held]
    rows_table(
        "Held runs",
        "Runs whose numbers moved more than the gate allows: nothing of them is in any number until somebody decides. "
        "Release a run where what looked wrong was true, discard it where it was wrong.",
        ("Run", "Status", "Started", "Why", "To decide"),
        held,
        "None.",
    )
    failed = [(each.run_id, each.status.value, each.started_at, each.error) for each in found.failed]
    rows_table(
        "Failed runs",
        "Nothing that a failed run recorded is visible in any chart.",
        ("Run", "Status", "Started", "Why"),
        failed,
        "None.",
    )


def _way_out(run: TroubledRun) -> str:
    """The command lines that decide on a run that is still held."""
    if run.status is not RunStatus.HELD:
        return ""
    return f"modelshare runs release {run.run_id} (or: discard {run.run_id})"


def _refused(found: Quality) -> None:
    rows = [(each.run_id, each.started_at, each.place, each.reason, each.raw) for each in found.refused_rows]
    shown = f", the newest {MOST_ROWS} of them below" if found.refused > len(rows) else ""
    nothing = "None." if not found.refused else f"{found.refused:,} rows were refused; none is kept any more."
    rows_table(
        "Quarantine",
        f"{found.refused:,} rows were refused on arrival{shown}: they are in no number.",
        ("Run", "Started", "Where", "Reason", "Row"),
        rows,
        nothing,
    )
    if len(found.refused_reasons) > 1:
        note = "Of the refused rows that are still kept."
        rows_table("Reasons of refusal", note, ("Reason", "Rows"), found.refused_reasons, "")


def _unattributed(found: list[UnattributedAccount]) -> None:
    note = "Accounts that no lab claims: credited to nobody."
    if found:
        note += f" {wording.UNITS[found[0].unit].capitalize()} on {wording.day(found[0].day)}."
    rows_table(
        "Largest unattributed accounts",
        note,
        ("Account", "Value", "Share of everything"),
        [(each.account, each.value, wording.percent(each.share, 2)) for each in found],
        "None among the accounts that are stored by name.",
    )


def _breaks(found: Quality) -> None:
    rows = [(each.date, each.end_date, each.title, each.source) for each in found.breaks]
    rows_table(
        "Structural breaks",
        "Dated changes of what the numbers mean, each with its source. Comparisons across them need care.",
        ("From", "To", "What changed", "Source"),
        rows,
        "None is known.",
    )


def _percent(change: float | None) -> str:
    return "n/a" if change is None else f"{change:+.2%}".replace("-", "−")
