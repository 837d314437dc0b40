"""Method: every number's definition, from the records that the numbers themselves carry."""

import streamlit as st

from app.charts.method import PREAMBLE, TITLE, method_markdown, sections
from app.measures.definitions import DEFINITIONS
from dashboard.parts.blocks import heading

found = sections(DEFINITIONS)
heading(TITLE, PREAMBLE)
st.download_button(
    "The whole page as Markdown",
    data=method_markdown(DEFINITIONS),
    file_name="method.md",
    mime="text/markdown",
    icon=":material/download:",
    on_click="ignore",
)
st.markdown(" · ".join(f"[{each.title}](#{each.anchor})" for each in found))
for each in found:
    st.header(each.title, anchor=each.anchor, divider="grey")
    st.markdown(each.body.replace("$", "\\$"))
    if each.columns:
        with st.expander("Columns of its files"):
            st.markdown(each.columns.replace("$", "\\$"))
