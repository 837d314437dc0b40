"""What the pages decide, without a browser: links, windows, empty states, warnings."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from streamlit.testing.v1 import AppTest

from app.store.engine import Database
from app.view import Earlier, Grouping, Platform, Scale, View
from tests.dashboard.conftest import GAP, NEWEST, Open, plant_days, written
from tests.support import hub_model, plant_hub


def shown_link(page: AppTest) -> str:
    """The permalink that the page writes out."""
    found = re.search(r'<pre class="ms-copyable">(.*?)</pre>', written(page))
    assert found
    return html.unescape(found[1])


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("platform=myspace", "platform is one of"),
        ("nonsense=1", "A view has no &#x27;nonsense&#x27;"),
        ("platform=openrouter&from=2026-07-19&to=2026-07-01", "starts on 2026-07-19 after it ends"),
        ("platform=openrouter&from=9999-99-99", "from is a date"),
        ("platform=openrouter&unit=downloads_30d", "openrouter has no unit"),
        ("platform=openrouter&smooth=0", "smooth must lie between"),
        ("measure=rank&platform=openrouter", "This page shows share"),
        ("by=<script>", "by is one of"),
    ],
)
def test_a_bad_link_is_explained_and_the_default_chart_shown(open_page: Open, query: str, sentence: str) -> None:
    page = open_page("share", query)
    said = written(page)
    assert "This link is not understood" in said or "This link belongs to another page" in said
    assert sentence in said
    assert "<script>" not in said
    assert "Share of OpenRouter tokens by country bloc" in said
    assert main_charts(page) == 1


@pytest.mark.parametrize(
    "query", ["from=2001-01-01&to=2001-02-01", "from=2026-07-10&to=2026-07-10", "as-of=2020-01-01", "from=2199-12-31"]
)
def test_a_window_without_data_says_so(open_page: Open, query: str) -> None:
    page = open_page("share", f"platform=openrouter&{query}")
    assert "No stored day lies in this window" in written(page)
    assert main_charts(page) == 0


@pytest.mark.parametrize(
    "query",
    [
        "platform=openrouter&by=lab&scale=lines&band=1&smooth=7&grain=week",
        "platform=openrouter&by=model&scale=log",
        "platform=openrouter&population=open&by=country",
        "platform=openrouter&select=alibaba,nobody&by=lab&scale=index",
        "platform=openrouter&as-of=2026-07-25",
        "platform=huggingface&unit=downloads_daily&by=lab",
        "platform=huggingface&population=original&by=named3&grain=month&scale=absolute",
        "platform=openrouter&from=2026-07-19&to=2026-07-19&layout=multiples&events=release",
    ],
)
def test_a_canonical_link_is_kept_and_every_control_shows_it(open_page: Open, query: str) -> None:
    page = open_page("share", query)
    view = View.parse(query)
    assert "not understood" not in written(page)
    assert main_charts(page) == 1
    assert page.session_state["view-platform"] == view.platform
    assert page.session_state["view-by"] == view.by
    assert page.session_state["view-scale"] == view.scale
    assert page.session_state["view-band"] == view.band
    assert view.query() in shown_link(page)


def test_the_daily_difference_needs_the_day_before(open_page: Open) -> None:
    assert "Share of Hugging Face daily downloads" in written(
        open_page("share", "platform=huggingface&unit=downloads_daily")
    )


def test_changing_the_platform_drops_what_it_does_not_have(open_page: Open) -> None:
    page = open_page("share", "platform=openrouter&population=top10&by=lab")
    page.segmented_control(key="view-platform").set_value(Platform.HUGGINGFACE).run()
    assert not page.exception
    assert page.query_params == {"platform": "huggingface", "by": "lab"}


def test_a_second_control_keeps_what_the_first_one_changed(open_page: Open) -> None:
    page = open_page("share", "platform=openrouter&by=lab")
    page.query_params["grain"] = "week"  # the address as the first control left it: the page has not drawn it yet
    page.segmented_control(key="view-scale").set_value(Scale.LINES).run()
    assert page.query_params == {"platform": "openrouter", "by": "lab", "grain": "week", "scale": "lines"}


def test_a_selection_is_left_behind_with_the_grouping_that_it_named(open_page: Open) -> None:
    page = open_page("share", "platform=openrouter&by=lab&select=alibaba")
    page.segmented_control(key="view-by").set_value(Grouping.COUNTRY).run()
    assert not page.exception
    assert "select" not in page.query_params


def test_a_trailing_mean_is_said_in_the_subtitle(open_page: Open) -> None:
    page = open_page("share", "platform=openrouter&scale=lines")
    page.selectbox(key="view-smooth").set_value(7).run()
    assert page.query_params["smooth"] == "7"
    assert "trailing mean of 7 days" in written(page)


def test_an_earlier_window_is_set_beside_lines_and_told_with_its_days(open_page: Open) -> None:
    page = open_page("share", "platform=openrouter&from=2026-07-11")
    assert page.selectbox(key="view-earlier").disabled  # a stack has no place for it
    page.segmented_control(key="view-scale").set_value(Scale.LINES).run()
    page.selectbox(key="view-earlier").set_value(Earlier.PREVIOUS).run()
    assert not page.exception
    assert page.query_params["earlier"] == "previous"
    said = written(page)
    assert "dotted: 2026-07-02 to 2026-07-10" in said
    assert "Of the earlier window 1 of 9 days have no values: 2026-07-10." in said
    page.segmented_control(key="view-scale").set_value(Scale.STACKED).run()
    assert "The earlier window is not drawn in a stack." in written(page)
    assert not page.selectbox(key="view-earlier").disabled  # it can be taken away


def test_both_platforms_on_one_axis_leave_an_earlier_window_behind(open_page: Open) -> None:
    page = open_page("share", "platform=openrouter&scale=lines&earlier=year")
    assert "nothing is stored" in written(page)
    page.segmented_control(key="view-platform").set_value("both").run()
    assert not page.exception
    assert "earlier" not in page.query_params
    assert page.selectbox(key="view-earlier").disabled


def test_events_are_asked_for_by_kind(open_page: Open) -> None:
    page = open_page("share", "platform=openrouter")
    assert "Events in this chart" not in "".join(each.label for each in page.expander)
    page = open_page("share", "platform=openrouter&events=release,report,company,us_policy,export_control")
    assert any("Events in this chart" in each.label for each in page.expander)
    assert "no proof of a cause" in written(page)


def test_every_way_of_counting_is_asked_when_it_is_opened(open_page: Open) -> None:
    page = open_page("share", "platform=openrouter&by=lab")
    assert len(page.get("plotly_chart")) == 1
    page.session_state["spread"] = True
    page.run()
    assert not page.exception
    assert len(page.get("plotly_chart")) == 2


def test_the_values_are_a_table_when_a_reader_opens_it(open_page: Open) -> None:
    page = open_page("share", "platform=openrouter&by=lab&scale=lines&from=2026-07-08")
    assert not page.dataframe
    page.session_state["values"] = True
    page.run()
    assert not page.exception
    change, every = (each.value for each in page.dataframe)
    assert list(change["name"][:3]) == ["Google", "DeepSeek", "Alibaba"]
    assert change["change"].abs().max() < 1e-9  # every day has the same shares
    assert every.set_index("period").loc[f"{GAP}", "days"] == "not stored"


def test_how_a_number_is_counted_stands_below_its_chart(open_page: Open) -> None:
    said = written(open_page("share"))
    assert '<details class="ms-defined"><summary>How this is counted</summary>' in said
    assert '<a href="method#share" target="_self">' in said


def test_both_platforms_on_one_axis_is_a_choice_of_the_platform(open_page: Open) -> None:
    page = open_page("share", "platform=openrouter&by=model&select=qwen/qwen3.8&population=top10")
    page.segmented_control(key="view-platform").set_value("both").run()
    assert not page.exception
    assert page.query_params == {
        "measure": "platforms",
        "platform": "openrouter",
        "population": "top10",
        "by": "lab",
        "grain": "week",
        "scale": "lines",
    }
    assert "Shares on both platforms by lab" in written(page)
    assert "the ten largest models" in written(page)
    assert "/share?measure=platforms" in shown_link(page)
    page.segmented_control(key="view-platform").set_value(Platform.HUGGINGFACE).run()
    assert page.query_params == {"platform": "huggingface", "by": "lab", "grain": "week", "scale": "lines"}


def test_where_the_platforms_share_no_week_the_page_says_so(open_page: Open) -> None:
    view = "measure=platforms&platform=openrouter&by=lab&grain=week&scale=lines&to=2026-05-03"
    assert "No period of this window has values on both platforms." in written(open_page("share", view))


def test_a_link_of_another_page_leads_there(open_page: Open) -> None:
    said = written(open_page("share", "measure=rank&platform=openrouter&by=lab"))
    assert '/rankings?measure=rank&amp;platform=openrouter&amp;by=lab" target="_self"' in said


HOSTILE = ("<img src=x onerror=alert(1)>", "\u05d0" * 200, "%{x}$\\alpha$", "a" * 200, "=1+1")


@pytest.mark.parametrize("page", ["share", "rankings"])
@pytest.mark.parametrize("name", HOSTILE)
def test_names_that_nobody_has_are_only_text(open_page: Open, page: str, name: str) -> None:
    view = View(measure="rank" if page == "rankings" else "share", by="lab", select=("alibaba", name))
    said = written(open_page(page, view.query()))
    assert "<img src=x" not in said
    assert "not understood" not in said


def test_the_window_presets_end_with_the_newest_day(open_page: Open) -> None:
    page = open_page("share", "platform=openrouter&from=2026-06-20")
    assert page.session_state["view-window"] == "30"
    assert open_page("share").session_state["view-window"] == "all"
    assert open_page("share", "platform=openrouter&from=2026-06-21").session_state["view-window"] is None


def test_old_data_are_called_old(open_page: Open) -> None:
    days = (dt.datetime.now(dt.UTC).date() - NEWEST).days
    assert f"OpenRouter data are {days} days old: the newest stored day is 19 July 2026." in written(
        open_page("overview")
    )


def test_fresh_data_are_not_called_old(open_page: Open, database: Database, database_url: str) -> None:
    yesterday = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
    plant_days(database, yesterday, yesterday)
    assert "days old" not in written(open_page("overview", url=database_url))


def test_where_too_little_is_known_no_share_is_claimed(open_page: Open, database: Database, database_url: str) -> None:
    plant_hub(database, NEWEST, [hub_model("nobody/x", 9_500), hub_model("Qwen/Qwen3-8B", 500)])
    said = written(open_page("overview", url=database_url))
    assert said.count("Not enough is known.") == 2
    assert "95.0% of the newest day cannot be given to a lab" in said
    assert 'class="ms-number"' not in said


def test_one_platform_may_be_empty(open_page: Open, database: Database, database_url: str) -> None:
    plant_days(database, NEWEST, NEWEST)
    said = written(open_page("overview", url=database_url))
    assert "Nothing from Hugging Face is stored yet" in said
    assert "modelshare collect huggingface" in said
    assert "All Chinese labs" in said


def test_nothing_at_all_is_explained_once(open_page: Open, database_url: str) -> None:
    assert written(open_page("overview", url=database_url)).count("Nothing is stored yet") == 1


def main_charts(page: AppTest) -> int:
    """How many charts answer the link itself; the spread below them is another, once it is opened."""
    return sum(element.key == "chart" for element in page.get("plotly_chart"))
