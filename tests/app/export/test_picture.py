"""Pictures come from the Chromium on the machine; without one a sentence says what to install."""

from __future__ import annotations

import os
import re
import shutil
import struct
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app import PROGRAM_VERSION
from app.charts.framed import framed
from app.errors import ConfigurationError
from app.export.look import Look
from app.export.marks import marked
from app.export.picture import PictureError, PictureFormat, close_browser, find_browser, picture
from app.export.take_out import content
from app.view import Grain, View
from tests.app.charts.handmade import SIX_DAYS, measured


@pytest.fixture(scope="module", autouse=True)
def browser_is_closed() -> Iterator[None]:
    yield
    close_browser()


@pytest.mark.browser
@pytest.mark.skipif(find_browser() is None and "CI" not in os.environ, reason="no Chromium or Chrome on this machine")
class TestWithBrowser:
    def test_a_png_is_twice_as_large_as_its_layout(self) -> None:
        made = picture(framed(measured(SIX_DAYS)), PictureFormat.PNG)
        assert made.startswith(b"\x89PNG")
        assert struct.unpack(">II", made[16:24]) == (2560, 1440)

    def test_an_svg_is_the_same_to_the_byte_and_well_formed(self) -> None:
        days = {f"2026-0{month}-01": {"CN": 6, "US": 4} for month in (4, 5, 6)}
        answer = measured(days, view=View(grain=Grain.MONTH), incomplete=["2026-06-01"])
        first = picture(framed(answer), PictureFormat.SVG)
        assert first == picture(framed(answer), PictureFormat.SVG)
        root = ET.fromstring(first)
        said = " ".join(root.itertext())
        assert "Source: OpenRouter" in said
        assert "Share of OpenRouter tokens" in said

    def test_a_transparent_picture_has_no_ground(self) -> None:
        grounds = []
        for transparent in (False, True):
            made = content(measured(SIX_DAYS), "svg", Look(transparent=transparent)).decode()
            whole = re.search(
                r'<rect x="0" y="0" width="1280" height="720" style="fill: ([^;]*); fill-opacity: (\d)', made
            )
            assert whole
            grounds.append(whole.groups())
        assert grounds == [("rgb(255, 255, 255)", "1"), ("rgb(0, 0, 0)", "0")]

    def test_hostile_names_stay_text(self) -> None:
        name = "<a href='javascript:alert(1)'>x</a><script>alert(1)</script>&"
        made = picture(framed(measured({"2026-07-14": {"CN": 1}}, labels={"CN": name})), PictureFormat.SVG).decode()
        assert "<script" not in made
        assert "<a " not in made
        assert "&#60;a href=" in made

    def test_many_threads_share_one_browser(self) -> None:
        figures = [framed(measured({"2026-07-14": {"CN": number, "US": 1}})) for number in (1, 2, 3, 4)]
        alone = [picture(figure, PictureFormat.SVG) for figure in figures]
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(lambda figure: picture(figure, PictureFormat.SVG), figures))
        assert together == alone
        assert len(set(alone)) == 4

    def test_after_a_failure_the_next_picture_works(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        broken = tmp_path / "chromium"
        broken.write_text("#!/bin/sh\nexit 3\n")
        broken.chmod(0o755)
        close_browser()
        monkeypatch.setenv("BROWSER_PATH", str(broken))
        with pytest.raises(PictureError, match="did not draw"):
            picture(framed(measured(SIX_DAYS)), PictureFormat.SVG)
        monkeypatch.delenv("BROWSER_PATH")
        assert b"<svg" in picture(framed(measured(SIX_DAYS)), PictureFormat.SVG)


def test_without_a_browser_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "nothing"))
    assert find_browser() is None
    with pytest.raises(ConfigurationError, match="Install Chromium") as told:
        picture(framed(measured(SIX_DAYS)), PictureFormat.PNG)
    assert "CSV and metadata need no browser" in str(told.value)


def test_the_browser_that_is_named_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER_PATH", shutil.which("sh") or "/bin/sh")
    assert find_browser() == os.environ["BROWSER_PATH"]


class TestMarks:
    def test_a_png_keeps_its_pixels_and_tells_what_made_it(self) -> None:
        answer = measured(SIX_DAYS)
        made = marked(_PIXEL, "png", answer)
        chunks = dict(_chunks(made))
        assert made.startswith(_PIXEL[:33])
        assert made.endswith(_PIXEL[33:])
        assert answer.registry_hash.encode() in chunks[b"iTXt"]
        assert {b"IHDR", b"IDAT", b"IEND"} <= set(chunks)

    def test_an_svg_tells_it_in_a_metadata_element_and_stays_well_formed(self) -> None:
        answer = measured({"2026-07-14": {"CN": 1}}, view=View(select=("<b>&",)))
        root = ET.fromstring(marked(b'<svg xmlns="http://www.w3.org/2000/svg" width="1"><g/></svg>', "svg", answer))
        said = root[0].text or ""
        assert root[0].tag.endswith("metadata")
        assert f"Registry: {answer.registry_hash}" in said
        assert f"View: {answer.view.query()}" in said
        assert f"Software: modelshare {PROGRAM_VERSION}" in said

    def test_a_pdf_stays_as_it_is(self) -> None:
        assert marked(b"%PDF-1.4", "pdf", measured(SIX_DAYS)) == b"%PDF-1.4"


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each chunk's kind and body, its checksum tested; all text together."""
    at, text = 8, b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length]) == (zlib.crc32(kind + body),)
        text += body if kind == b"iTXt" else b""
        yield kind, text if kind == b"iTXt" else body
        at += 12 + length


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


_PIXEL = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\0\0"))
    + _chunk(b"IEND", b"")
)
