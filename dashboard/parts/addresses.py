"""Leads an address that names no page to the one that it nearly names, or says that there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

import streamlit as st
from streamlit.navigation.page import Page

from dashboard.parts.blocks import heading

UNASKED = "the-first-page-by-itself"  # Streamlit has no page of this name beside the first one
FRONT = ("front", "index", "index-html", "home")


def elsewhere(pages: Sequence[Page]) -> list[Page]:
    """A hidden page at the address that the address bar names, where that is none of `pages`; else nothing."""
    asked = unquote(urlsplit(st.context.url or "").path.rpartition("/")[2]).strip()
    if asked in {"", UNASKED, *(each.url_path for each in pages)} or "/" in asked:
        return []
    meant = page_meant(asked, pages)

    def lead_on() -> None:
        if meant is None:
            heading(f"There is no page '{asked}'", "Every page is named above; the first one is the overview.")
            st.page_link(pages[0], label=pages[0].title, icon=":material/arrow_forward:")
        else:
            st.switch_page(meant, query_params={name: st.query_params.get_all(name) for name in st.query_params})

    return [st.Page(lead_on, title=meant.title if meant else "No such page", url_path=asked, visibility="hidden")]


def page_meant(asked: str, pages: Sequence[Page]) -> Page | None:
    """The page whose address or title `asked` is in other letters; the first page by the names of front pages."""
    plain = _plain(asked)
    if plain in FRONT:
        return pages[0]
    return next((each for each in pages if plain in (each.url_path, _plain(each.title))), None)


def _plain(text: str) -> str:
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")
