"""The parts of the Export page: the list of charts, the look, the file, and the making of the pack."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from app.charts import captions
from app.charts.escape import html_text, plain
from app.errors import ModelshareError, ViewError
from app.export.briefing import Briefing, BriefingError, Entry, read_briefing, write_briefing
from app.export.deck import PackFormat, gathered, made
from app.export.look import Titles
from app.export.metadata import MEDIA_TYPES
from app.export.picture import INSTALL, find_browser
from dashboard.parts.basket import basket, keep
from dashboard.parts.files import TITLES
from dashboard.parts.frame import stop_note
from dashboard.session import Standing, attempted, measured

GROUNDS = {"light": "Light", "dark": "Dark", "own": "My own (.pptx)"}
FORMATS = {PackFormat.PPTX: "Slides (PPTX)", PackFormat.PDF: "PDF", PackFormat.ZIP: "Everything (ZIP)"}
MOST_TEMPLATE = 50  # megabytes
OWN, MADE, LOADED = "briefing-template", "briefing-made", "briefing-loaded"
NAMED = "briefing-named"
OWN_NAMED = "This briefing names a template of its own, {}. Choose the file below: none is read from the server."


def briefing_file() -> None:
    """Carry the briefing away as a file, or go on with one."""
    held = basket()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input("Title of the briefing", value=held.title, key=_key("title"), on_change=_retitle)
        with st.popover("Open a briefing.toml", icon=":material/folder_open:"):
            given = st.file_uploader("A briefing.toml", type="toml", key="briefing-upload", max_upload_size=1)
            if given is not None and st.session_state.get(LOADED) != given.file_id:
                st.session_state[LOADED] = given.file_id
                _open(given.getvalue())
        st.download_button(
            "Save briefing.toml",
            data=write_briefing(held).encode(),
            file_name="briefing.toml",
            mime="application/toml",
            icon=":material/download:",
            on_click="ignore",
            key="briefing-save",
        )


def chart_list(now: Standing) -> None:
    """Each chart with its title, to be edited, moved or taken out."""
    held = basket()
    for at, entry in enumerate(held.charts):
        with st.container(border=True):
            _entry(now, held, at, entry)


def look_of_pack() -> None:
    """Ground, kind of titles, as-of day."""
    held = basket()
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        own = st.session_state.get(OWN) or st.session_state.get(NAMED)
        ground = "own" if own else held.template if held.template in GROUNDS else "light"
        chosen = st.segmented_control(
            "Template",
            list(GROUNDS),
            format_func=GROUNDS.__getitem__,
            default=ground,
            required=True,
            key=_key("look"),
        )
        st.segmented_control(
            "Titles",
            list(TITLES),
            format_func=TITLES.__getitem__,
            default=held.titles,
            required=True,
            key=_key("titles"),
            on_change=_retitle_all,
        )
        st.date_input(
            "As known on",
            value=held.as_of,
            format="YYYY-MM-DD",
            help="Every chart as it was known at the end of this UTC day. Empty: each as its own link says.",
            key=_key("as-of"),
            on_change=_date,
        )
    if chosen == "own":
        if named := st.session_state.get(NAMED):
            st.caption(OWN_NAMED.format(plain(named, 80)))
        given = st.file_uploader(
            "Your template (.pptx)", type="pptx", key="briefing-own", max_upload_size=MOST_TEMPLATE
        )
        st.caption("It needs a layout whose placeholders are named Title, Chart and Notes; Subtitle, Facts, Body too.")
        st.session_state[OWN] = given.getvalue() if given else None
    else:
        st.session_state[OWN] = st.session_state[NAMED] = None
        if chosen and chosen != held.template:
            keep(replace(held, template=chosen))


def make_pack(now: Standing) -> None:
    """Make the pack on a click, tell how far it is, and offer it."""
    browser = find_browser() is not None
    offered = [kind for kind in FORMATS if browser or kind is not PackFormat.PDF]
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        kind = st.segmented_control(
            "Format",
            offered,
            format_func=FORMATS.__getitem__,
            default=PackFormat.PPTX,
            required=True,
            key="briefing-kind",
        )
        if st.button("Make the pack", type="primary", key="briefing-make"):
            _make(now, PackFormat(kind or PackFormat.PPTX))
        found = st.session_state.get(MADE)
        if found:
            name, content = found
            st.download_button(
                f"Save {name} ({len(content) / 1e6:.1f} MB)",
                data=content,
                file_name=name,
                mime=MEDIA_TYPES[name.rpartition(".")[2]],
                on_click="ignore",
                icon=":material/download:",
                key="briefing-take",
            )
    if not browser:
        st.caption(f"PDF needs a browser on the machine that serves this page. {INSTALL}")


def _entry(now: Standing, held: Briefing, at: int, entry: Entry) -> None:
    answer = attempted(now, held.views()[at])
    with st.container(gap="small"):
        neutral = captions.title(answer) if not isinstance(answer, ViewError) else "This chart cannot be drawn"
        st.text_input(
            f"Title of chart {at + 1}",
            value=entry.title,
            placeholder=f"{neutral} (from the data)",
            key=f"briefing-title-{at}-{hash(entry)}",
            on_change=_rename,
            args=(at, f"briefing-title-{at}-{hash(entry)}"),
        )
        said = str(answer) if isinstance(answer, ViewError) else captions.subtitle(answer)
        query = html_text(entry.view.query(), 4_000)
        st.html(f'<div class="ms ms-small"><p>{html_text(said, 1_000)}</p><p><code>{query}</code></p></div>')
    with st.container(horizontal=True, gap="medium"):
        for icon, label, change, off in (
            ("arrow_upward", "Earlier", partial(_moved, at, at - 1), at == 0),
            ("arrow_downward", "Later", partial(_moved, at, at + 1), at == len(held.charts) - 1),
            ("delete", "Take out", partial(_without, at), False),
        ):
            st.button(
                label,
                icon=f":material/{icon}:",
                type="tertiary",
                disabled=off,
                key=f"briefing-{icon}-{at}",
                on_click=_apply,
                args=(change,),
            )


def _make(now: Standing, kind: PackFormat) -> None:
    held = basket()
    bar = st.progress(0.0, "Reading")

    def report(step: object) -> None:
        done, total = getattr(step, "done", 0), getattr(step, "total", None) or 1
        bar.progress(min(done / total, 1.0), f"{str(getattr(step, 'phase', '')).capitalize()}: {done} of {total}")

    st.session_state[MADE] = None
    try:
        pack = gathered(held, lambda view: measured(now, view), report, template=st.session_state.get(OWN))
        st.session_state[MADE] = (f"briefing.{kind.value}", made(pack, kind, report))
    except ModelshareError as problem:
        stop_note(problem.message, problem.advice)
    finally:
        bar.empty()


def _open(content: bytes) -> None:
    try:
        opened = read_briefing(content.decode("utf-8"))
    except (UnicodeDecodeError, BriefingError, ViewError) as problem:
        st.error(str(problem))
        return
    named = None if opened.template in GROUNDS else opened.template
    keep(replace(opened, template="light") if named else opened)
    st.session_state[NAMED] = named
    st.rerun()


def _key(name: str) -> str:
    """The key of a control of the briefing: another one for each file that is opened, whose values it shows."""
    return f"briefing-{name}-{st.session_state.get(LOADED, '')}"


def _retitle() -> None:
    keep(replace(basket(), title=st.session_state[_key("title")].strip() or Briefing().title))


def _retitle_all() -> None:
    keep(replace(basket(), titles=Titles(st.session_state[_key("titles")])))


def _date() -> None:
    keep(replace(basket(), as_of=st.session_state[_key("as-of")]))


def _rename(at: int, key: str) -> None:
    held = basket()
    charts = list(held.charts)
    charts[at] = replace(charts[at], title=st.session_state[key].strip())
    keep(replace(held, charts=tuple(charts)))


def _apply(change: Callable[[Briefing], Briefing]) -> None:
    keep(change(basket()))


def _moved(at: int, to: int, held: Briefing) -> Briefing:
    charts = list(held.charts)
    charts.insert(to, charts.pop(at))
    return replace(held, charts=tuple(charts))


def _without(at: int, held: Briefing) -> Briefing:
    return replace(held, charts=held.charts[:at] + held.charts[at + 1 :])
