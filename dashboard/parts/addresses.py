"""Leads addresses that are nearly a page's own to that page: its title, another case, the front page by its name."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st
from streamlit.navigation.page import Page

FRONT = ("index", "index-html", "home")


def nearly(pages: Sequence[Page]) -> list[Page]:
    """A hidden page that leads on, where the address bar names none of `pages` but nearly does; else nothing."""
    asked = (st.context.url or "").partition("?")[0].rpartition("/")[2]
    meant = None if asked in {each.url_path for each in pages} else page_meant(asked, pages)
    if meant is None:
        return []

    def lead_on() -> None:
        st.switch_page(meant, query_params={name: st.query_params.get_all(name) for name in st.query_params})

    return [st.Page(lead_on, title=meant.title, url_path=asked, visibility="hidden")]


def page_meant(asked: str, pages: Sequence[Page]) -> Page | None:
    """The page whose address or title `asked` is in other letters; the first page by the names of front pages."""
    plain = _plain(asked)
    if plain in FRONT:
        return pages[0]
    return next((each for each in pages if plain in (each.url_path, _plain(each.title))), None)


def _plain(text: str) -> str:
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")
