"""Export: the briefing, its charts in order with their titles, made into slides, a PDF or an archive."""

import streamlit as st

from dashboard.parts.banners import banners
from dashboard.parts.basket import basket
from dashboard.parts.blocks import heading
from dashboard.parts.empty import nothing_for
from dashboard.parts.pack import briefing_file, chart_list, look_of_pack, make_pack
from dashboard.session import standing

now = standing()
banners(now)
heading("Export", "Charts in their order, made into slides, a document or an archive, each with its sources.")
briefing_file()
if not basket().charts:
    nothing_for(
        "The briefing is empty.", "Put charts into it with Add to briefing, below each chart, or open a briefing.toml."
    )
    st.page_link("screens/share.py", label="Share over time, to begin with", icon=":material/arrow_forward:")
    st.stop()
chart_list(now)
look_of_pack()
make_pack(now)
