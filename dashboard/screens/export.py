"""Export: the briefing, its charts in order with their titles, made into slides, a PDF or an archive."""

import streamlit as st

from dashboard.parts.banners import banners
from dashboard.parts.basket import basket
from dashboard.parts.pack import briefing_file, chart_list, look_of_pack, make_pack
from dashboard.session import standing

now = standing()
banners(now)
st.html('<h1 class="ms-title">Export</h1>')
briefing_file()
if not basket().charts:
    st.html(
        '<div class="ms ms-empty" role="status"><p><strong>The briefing is empty.</strong></p>'
        "<p>Put charts into it with <em>Add to briefing</em> below each, or open a briefing.toml.</p></div>"
    )
    st.stop()
chart_list(now)
look_of_pack()
make_pack(now)
