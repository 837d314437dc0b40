"""Buttons that put a text on the reader's clipboard."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from app.charts.escape import html_text

MOST = 8_000

# One listener for all buttons, and one that leads whoever opens a popover by a key into it: Streamlit draws it at the
# end of the page, where Tab comes last. The clipboard's own interface is there on https and on localhost alone;
# elsewhere the older way through a hidden field still works.
_SCRIPT = """<span class="ms-script"></span><script>
if (!window.msCopies) {
  window.msCopies = true;
  const put = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest(".ms-copy");
    if (!button) return;
    const said = button.nextElementSibling;
    try { await put(button.dataset.text); said.textContent = "Copied"; }
    catch { said.textContent = "Not copied"; }
    setTimeout(() => { said.textContent = ""; }, 2500);
  });
  document.addEventListener("click", (event) => {
    if (event.detail || !event.target.closest("[data-testid=stPopoverButton]")) return;
    setTimeout(() => {
      const within = document.querySelector("[data-testid=stPopoverBody]");
      within?.querySelector("input, button, summary, [tabindex='0']")?.focus();
    }, 150);
  });
}
</script>"""


def listen() -> None:
    """Make the page's copy buttons work, and its popovers by keyboard; once in a page is enough."""
    st.html(_SCRIPT, unsafe_allow_javascript=True)


def copyable(text: str) -> None:
    """A text in the type of code, to be read or marked. Streamlit's own would load 1.5 MB of syntax highlighting."""
    st.html(f'<pre class="ms-copyable">{_lines(text)}</pre>')


def copy_button(label: str, text: str) -> None:
    """A button that copies `text`; what came of it is written beside it, and read out to who hears the page."""
    st.html(_button(label, text), width="content")


def copies(texts: Mapping[str, str], note: str = "") -> None:
    """Each text below a button that copies it, whose label is its key; `note` stands under them."""
    parts = [f'{_button(label, text)}<pre class="ms-copyable">{_lines(text)}</pre>' for label, text in texts.items()]
    said = f'<p class="ms ms-small">{html_text(note)}</p>' if note else ""
    st.html(f'<div class="ms-copies">{"".join(parts)}{said}</div>')


def _button(label: str, text: str) -> str:
    return (
        f'<span class="ms"><button type="button" class="ms-copy" data-text="{_lines(text)}">{html_text(label)}</button>'
        '<span class="ms-copied" role="status"></span></span>'
    )


def _lines(text: str) -> str:
    indents = (" " * (len(line) - len(line.lstrip(" "))) for line in text.splitlines())
    return "&#10;".join(
        f"{indent}{html_text(line, MOST)}" for indent, line in zip(indents, text.splitlines(), strict=True)
    )
