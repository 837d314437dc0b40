"""The dashboard's entry: the frame around every page."""

import streamlit as st

from dashboard.login import offer_logout, require_login
from dashboard.parts.addresses import UNASKED, elsewhere
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

require_login()

# The pages lie in screens/: beside a folder named pages/, Streamlit would run the first page that a new process is
# asked for without this frame around it.
PAGES = {
    "": [
        # Its name there is one that nobody asks for: /overview, /front and /index lead to it.
        st.Page("screens/overview.py", title="Overview", default=True, url_path=UNASKED),
        st.Page("screens/verdict.py", title="The sentence", url_path="verdict"),
    ],
    "Usage": [
        st.Page("screens/share.py", title="Share over time", url_path="share"),
        st.Page("screens/rankings.py", title="Rankings", url_path="rankings"),
        st.Page("screens/what_changed.py", title="What changed", url_path="changed"),
        st.Page("screens/crossovers.py", title="Crossovers", url_path="crossovers"),
        st.Page("screens/platforms.py", title="Both platforms", url_path="platforms"),
    ],
    "Labs": [
        st.Page("screens/labs.py", title="Lab profiles", url_path="labs"),
        st.Page("screens/ecosystem.py", title="Ecosystem", url_path="ecosystem"),
        st.Page("screens/efficiency.py", title="Efficiency and frontier", url_path="efficiency"),
        st.Page("screens/releases.py", title="Releases and events", url_path="releases"),
    ],
    "Take away": [
        st.Page("screens/export.py", title="Export", url_path="export"),
        st.Page("screens/evaluate.py", title="Evaluate", url_path="evaluate"),
    ],
    "About the data": [
        st.Page("screens/claims.py", title="Claims", url_path="claims"),
        st.Page("screens/quality.py", title="Data quality", url_path="quality"),
        st.Page("screens/distortions.py", title="Distortions", url_path="distortions"),
        st.Page("screens/method.py", title="Method", url_path="method"),
    ],
}

PAGES[""] += elsewhere([each for pages in PAGES.values() for each in pages])
page = st.navigation(PAGES, position="top")
st.set_page_config(page_title=f"{page.title} · modelshare")
begin()
with told():
    page.run()
offer_logout()
