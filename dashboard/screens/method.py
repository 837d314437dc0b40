"""Method: every number's definition, from the records that the numbers themselves carry."""

import streamlit as st

from app.charts.escape import html_text
from app.charts.method import PREAMBLE, TITLE, sections
from app.measures.definitions import DEFINITIONS

found = sections(DEFINITIONS)
st.html(f'<div class="ms"><h1 class="ms-title">{TITLE}</h1><p class="ms-quiet">{html_text(PREAMBLE, 1_000)}</p></div>')
contents = " · ".join(f"[{each.title}](#{each.anchor})" for each in found)
st.markdown(contents)
for each in found:
    st.header(each.title, anchor=each.anchor, divider="grey")
    st.markdown(each.body.replace("$", "\\$"))
