"""The dashboard's entry: the frame around every page."""

import streamlit as st

from dashboard.parts.frame import begin, told
from dashboard.parts.style import ICON

st.set_page_config(
    page_title="modelshare",
    page_icon=ICON,
    layout="wide",
    initial_sidebar_state="collapsed",
    menu_items={
        "Get help": None,
        "Report a bug": None,
        "About": "**modelshare**: who holds which share of open-model usage, out of what, from where, as known when.",
    },
)

PAGES = {
    "": [st.Page("pages/overview.py", title="Overview", default=True)],
    "Usage": [
        st.Page("pages/share.py", title="Share over time", url_path="share"),
        st.Page("pages/rankings.py", title="Rankings", url_path="rankings"),
    ],
    "Labs": [],
    "Take away": [],
    "About the data": [
        st.Page("pages/method.py", title="Method", url_path="method"),
    ],
}

page = st.navigation({section: pages for section, pages in PAGES.items() if pages}, position="top")
begin()
with told():
    page.run()
