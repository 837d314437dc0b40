"""A view and its query string are the same thing, and a string that is not a view says so."""

import datetime as dt
from urllib.parse import quote, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.errors import ViewError
from app.view import (
    FIRST_DAY,
    LAST_DAY,
    POPULATIONS,
    UNITS,
    Align,
    Earlier,
    EventKind,
    Grain,
    Grouping,
    Layout,
    Measure,
    Population,
    Scale,
    Unit,
    View,
)
from collectors.contract import Platform

days = st.dates(FIRST_DAY, LAST_DAY)
names = st.text(min_size=1, max_size=40).filter(str.isprintable)


@st.composite
def views(draw: st.DrawFn) -> View:
    platform = draw(st.sampled_from(Platform))
    window = sorted(draw(st.tuples(days, days)))
    return View(
        measure=draw(st.sampled_from(Measure)),
        platform=platform,
        unit=draw(st.sampled_from((None, *UNITS[platform]))),
        population=draw(st.sampled_from(POPULATIONS[platform])),
        by=draw(st.sampled_from(Grouping)),
        select=tuple(draw(st.lists(names, max_size=5, unique=True))),
        grain=draw(st.sampled_from(Grain)),
        since=draw(st.sampled_from((None, window[0]))),
        until=draw(st.sampled_from((None, window[1]))),
        scale=draw(st.sampled_from(Scale)),
        layout=draw(st.sampled_from(Layout)),
        align=draw(st.sampled_from(Align)),
        smooth=draw(st.integers(1, 365)),
        band=draw(st.booleans()),
        earlier=draw(st.sampled_from(Earlier)),
        events=tuple(draw(st.lists(st.sampled_from(EventKind), unique=True))),
        as_of=draw(st.none() | days),
        registry=draw(st.none() | st.from_regex("[0-9a-f]{12}", fullmatch=True)),
        window_weeks=draw(st.integers(1, 104)),
        claim=draw(st.none() | names),
    )


@given(views())
@example(View(select=("a,b", "100 %", "x%2Cy", "é+&=#?", "z-ai/glm-5")))
def test_a_view_survives_its_query_string(view: View) -> None:
    assert View.parse(view.query()) == view


@given(views())
def test_the_query_string_is_canonical(view: View) -> None:
    assert View.parse(view.query()).query() == view.query()


@given(views())
def test_a_whole_permalink_is_read_like_its_query(view: View) -> None:
    assert View.parse(f"http://localhost:8501/share?{view.query()}#chart") == view


@given(st.text(max_size=200))
@example("platform=openrouter&platform=openrouter")
@example("smooth=" + "9" * 3_000)
@example("smooth=٣")
@example("from=٢٠٢٦-07-14")
@example("from=0000-00-00")
@example("from=2026-W29-2")
@example("registry=\x00")
@example("select=%00")
@example("select=\ud800")
@example("%%%=%%%")
@example("&&&")
@example("==")
def test_any_string_is_a_view_or_a_clear_error(text: str) -> None:
    try:
        view = View.parse(text)
    except ViewError as error:
        assert str(error).isprintable()
    else:
        assert View.parse(view.query()) == view


@given(st.sampled_from(sorted(_key for _key in ("measure", "unit", "by", "from", "smooth", "events"))), st.text())
def test_any_value_of_a_field_is_read_or_refused(key: str, value: str) -> None:
    try:
        text = urlencode({key: value}, errors="surrogatepass")
        assert View.parse(View.parse(text).query()) == View.parse(text)
    except ViewError as error:
        assert str(error).isprintable()


def test_defaults_are_left_out_and_the_platform_is_always_named() -> None:
    assert View().query() == "platform=openrouter"
    assert View(platform=Platform.HUGGINGFACE, unit=Unit.DOWNLOADS_30D).query() == "platform=huggingface"
    view = View(by=Grouping.LAB, since=dt.date(2026, 7, 14), until=dt.date(2026, 7, 19), grain=Grain.WEEK)
    assert view.query() == "platform=openrouter&by=lab&grain=week&from=2026-07-14&to=2026-07-19"


def test_an_empty_string_is_the_default_view() -> None:
    assert View.parse("") == View()


def test_an_earlier_window_is_named_in_the_link_and_left_behind_with_the_share() -> None:
    view = View(scale=Scale.LINES, earlier=Earlier.YEAR)
    assert view.query() == "platform=openrouter&scale=lines&earlier=year"
    assert View.parse("platform=openrouter&earlier=none") == View()
    assert view.with_(grain=Grain.WEEK, measure=Measure.SHARE).earlier is Earlier.YEAR
    assert view.with_(measure=Measure.SPREAD).earlier is Earlier.NONE


def test_kinds_of_events_have_one_order() -> None:
    one = View(events=(EventKind.RELEASE, EventKind.EXPORT_CONTROL))
    other = View(events=(EventKind.EXPORT_CONTROL, EventKind.RELEASE))
    assert one == other
    assert one.query() == other.query()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("platform=github", "platform is one of: huggingface, openrouter, and not 'github'."),
        ("plattform=openrouter", "A view has no 'plattform'"),
        ("platform=huggingface&unit=tokens", "huggingface has no unit 'tokens'. It has: downloads_30d, downloads"),
        ("population=language", "openrouter has no population 'language'."),
        ("by=lab&by=lab", "'by' stands twice"),
        ("from=20260714", "from is a date like 2026-07-14"),
        ("from=2026-02-30", "from is a date like 2026-07-14"),
        ("from=1999-12-31", "must lie between 2000-01-01"),
        ("from=2026-07-19&to=2026-07-14", "Swap the two dates"),
        ("earlier=last", "earlier is one of: none, previous, year, and not 'last'."),
        ("smooth=0", "between 1 and 365"),
        ("smooth=1e3", "smooth is a whole number"),
        ("smooth=-1", "smooth is a whole number"),
        ("smooth=%D9%A3", "smooth is a whole number"),
        ("weeks=0", "between 1 and 104"),
        ("claim=" + "x" * 401, "one line of at most 400"),
        ("claim=a%0Ab", "one line of at most 400"),
        ("band=yes", "band is 1 or 0"),
        ("events=release,release", "repeated kind"),
        ("events=release,,report", "events is one of"),
        ("select=a,a", "empty or a repeated name"),
        ("select=a,,b", "empty or a repeated name"),
        ("select=a%00b", "a name that no group can have"),
        ("select=" + "a" * 201, "a name that no group can have"),
        ("select=" + ",".join(map(str, range(61))), "at most 60 groups"),
        ("registry=ABCDEF012345", "12 hexadecimal digits"),
        ("by=" + "x" * 5_000, "a view has at most 4,000"),
        ("a view", "A view has no 'a view'"),
    ],
)
def test_a_bad_string_says_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(ViewError) as caught:
        View.parse(text)
    assert said in str(caught.value)


def test_an_error_shows_only_the_start_of_a_long_value_and_no_control_characters() -> None:
    with pytest.raises(ViewError) as caught:
        View.parse("by=" + quote("\x1b[31m\u202e" + "x" * 900))
    assert "\\x1b[31m\\u202e" in str(caught.value)
    assert len(str(caught.value)) < 300


def test_names_too_long_for_a_link_are_refused() -> None:
    with pytest.raises(ViewError, match="Select fewer groups"):
        View(select=tuple(f"{number}" + "é" * 190 for number in range(5)))


def test_changing_the_platform_falls_back_where_it_must() -> None:
    view = View(population=Population.TOP10, by=Grouping.LAB).with_(platform=Platform.HUGGINGFACE)
    assert (view.counted, view.population, view.by) == (Unit.DOWNLOADS_30D, Population.ALL, Grouping.LAB)
    kept = View(population=Population.ALL, grain=Grain.WEEK).with_(by=Grouping.LAB)
    assert (kept.grain, kept.by) == (Grain.WEEK, Grouping.LAB)
