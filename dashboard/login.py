"""Asks for a login before any page, where one is configured by Streamlit's own OIDC secrets."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

FIELDS = ("redirect_uri", "cookie_secret")


def require_login() -> None:
    """Let nobody past who is not logged in; without an `[auth]` section in secrets.toml, let everybody past.

    Stops the page's run until the reader has logged in. A file that cannot be read, or a section
    that is not complete, lets nobody past: a login that was meant must not become an open door.
    """
    files = [Path(each) for each in st.get_option("secrets.files")]
    if not any(each.exists() for each in files):
        return
    if not st.secrets.load_if_toml_exists():
        st.error("The dashboard's secrets.toml cannot be read, so nobody is let in. Its log says where it is wrong.")
        st.stop()
    if "auth" not in st.secrets:
        return
    if any(not st.secrets["auth"].get(name) for name in FIELDS):
        st.error(f"The login is not configured whole: secrets.toml needs {' and '.join(FIELDS)} under [auth].")
        st.stop()
    if st.user.is_logged_in:
        return
    st.title("modelshare")
    st.write("Log in to see who holds which share of open-model usage.")
    st.button("Log in", type="primary", on_click=st.login)
    st.stop()


def offer_logout() -> None:
    """Let whoever is logged in leave."""
    if st.user.get("is_logged_in"):
        st.button("Log out", on_click=st.logout)
