"""Overview: the two headline shares and the top ten of each platform, and how fresh they are."""

import streamlit as st

from app.view import Platform
from dashboard.parts.banners import banners, freshness_lines
from dashboard.parts.empty import nothing_stored
from dashboard.parts.summary import platform_summary
from dashboard.session import standing

now = standing()
banners(now)
st.html('<h1 class="ms-title">Who holds open-model usage</h1>')
if now.empty:
    nothing_stored()
    st.stop()
for place, platform in zip(st.columns(2, gap="large"), (Platform.OPENROUTER, Platform.HUGGINGFACE), strict=True):
    with place:
        platform_summary(now, platform)
freshness_lines(now)
