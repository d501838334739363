"""Mermaid to SVG and SVG to PNG: what happens inside of the worker process.

Pele, a Mermaid renderer without a browser (MIT, shipped in the package mermaid-render), runs in QuickJS; resvg draws.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import quickjs
import resvg_py

from bot.render.pictures_text import EMOJI, EMOJI_WIDTH, FONTS, SANS, clean, runs, widths

MOST_SOURCE: Final = 20_000  # characters of a diagram
MOST_SVG: Final = 2_000_000  # characters
MOST_SIDE: Final = 4096  # pixels
MOST_PIXELS: Final = 12_000_000
_SCRIPT_SECONDS: Final = 5
_SCRIPT_BYTES: Final = 192 << 20
_FILES: Final = ("GoraeSans-Regular.otf", "GoraeSans-Bold.otf", "GoraeMono-Regular.ttf", "NotoColorEmoji.ttf")
_SVG: Final = "{http://www.w3.org/2000/svg}"
_VARIABLE: Final = re.compile(r"var\((--[\w-]+)(?:,([^()]*))?\)")
_MOST_NESTED_VARIABLES: Final = 30

# The colours of Discord's dark theme, where most pictures are looked at.
THEME: Final = {
    "bg": "#313338",
    "fg": "#F2F3F5",
    "muted": "#B5BAC1",
    "line": "#949BA4",
    "surface": "#2B2D31",
    "surface-alt": "#1E1F22",
    "border": "#5865F2",
    "accent": "#5865F2",
}

_DRAW: Final = """
function draw(source) {
  const measurer = {width(text, size, style) {
    const table = (style & 1) ? bold : regular;
    let em = 0;
    for (const mark of text) {
      const code = mark.codePointAt(0);
      if (code === 0xFE0F || code === 0x200D || /\\p{Mark}/u.test(mark)) continue;
      em += (code >= 0xAC00 && code <= 0xD7A3) ? table["가"] : table[mark] ?? (code >= 0x2300 ? emoji : 0.6);
    }
    return em * size;
  }};
  try {
    const made = pele.render(pele.parse(source), {responsive: false, autoDirection: false, images: false, links: false,
                                                  fontFamily: family, measurer});
    return JSON.stringify({svg: made.svg, width: made.width, height: made.height});
  } catch (error) {
    return JSON.stringify({error: String(error.message)});
  }
}
"""


class DrawError(Exception):
    """A picture that can't be drawn: a diagram with a mistake in it, or one that is too large."""


def draw_mermaid(source: str) -> bytes:
    """Return a diagram as PNG at twice its size, smaller where it would pass the caps. Raises `DrawError`."""
    if len(source) > MOST_SOURCE:
        raise DrawError("too-long")
    try:
        made = json.loads(_pele().eval(f"draw({json.dumps(clean(source))})"))
    except quickjs.JSException as error:
        _pele.cache_clear()  # a context that ran out of time or memory is not to be used again
        raise DrawError("script") from error
    if "error" in made:
        raise DrawError(made["error"])
    return draw_svg(_resolved(made["svg"]), background=THEME["bg"])


def draw_svg(svg: str, *, zoom: float = 2.0, background: str | None = None) -> bytes:
    """Return an SVG as PNG, `zoom` pixels a unit, fewer where it would pass the caps. Raises `DrawError`."""
    if len(svg) > MOST_SVG:
        raise DrawError("too-long")
    try:
        root = ET.fromstring(svg)  # noqa: S314 - made by our own templates and Pele; it has no entities
    except ET.ParseError as error:
        raise DrawError(str(error)) from error
    across, down = _size(root)
    zoom = min(zoom, MOST_SIDE / across, MOST_SIDE / down, (MOST_PIXELS / (across * down)) ** 0.5)
    _name_fonts(root)
    try:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=ET.tostring(root, encoding="unicode"),
                zoom=zoom,
                background=background,
                skip_system_fonts=True,
                font_files=[str(FONTS / name) for name in _FILES],
                font_family=SANS,
                sans_serif_family=SANS,
            )
        )
    except ValueError as error:
        raise DrawError(str(error)) from error


@cache
def _pele() -> quickjs.Context:
    package = find_spec("mermaid_render")
    if package is None or package.origin is None:
        raise DrawError("mermaid_render")
    context = quickjs.Context()
    context.set_memory_limit(_SCRIPT_BYTES)
    context.set_time_limit(_SCRIPT_SECONDS)
    context.eval((Path(package.origin).parent / "pele" / "pele.global.js").read_text(encoding="utf-8"))
    tables = {"regular": dict(widths()), "bold": dict(widths(bold=True)), "emoji": EMOJI_WIDTH, "family": SANS}
    context.eval("".join(f"const {name} = {json.dumps(value)};" for name, value in tables.items()) + _DRAW)
    return context


def _resolved(svg: str) -> str:
    """Return Pele's SVG with the CSS variables filled in, which resvg does not know."""
    values = {f"--pele-{name}": colour for name, colour in THEME.items()}
    values |= {"--pele-font": SANS, "--pele-font-mono": SANS, "--pele-radius": "6px"}
    style = re.search(r'style="([^"]*)"', svg)
    for part in (style[1] if style else "").split(";"):
        name, colon, value = part.partition(":")
        if colon and name.strip().startswith("--_"):
            values[name.strip()] = value.strip()
    for _ in range(_MOST_NESTED_VARIABLES):
        if "var(" not in svg:
            break
        svg = _VARIABLE.sub(lambda match: values.get(match[1], match[2] or ""), svg)
    return svg


def _size(root: ET.Element) -> tuple[float, float]:
    box = root.get("viewBox", "").replace(",", " ").split()
    fallback = (box[2], box[3]) if len(box) == 4 else ("1", "1")  # noqa: PLR2004 - x, y, width, height
    try:
        across, down = (
            float((root.get(name) or "").removesuffix("px") or other)
            for name, other in zip(("width", "height"), fallback, strict=True)
        )
    except ValueError:
        across, down = float(fallback[0]), float(fallback[1])
    return max(across, 1), max(down, 1)


def _name_fonts(root: ET.Element) -> None:
    """Name one of our fonts at every run of text, so that resvg never has to guess."""
    for element in list(root.iter()):
        family = element.get("font-family")
        if family and not family.startswith("Gorae"):
            element.set("font-family", SANS)
        if style := element.get("style"):
            style = re.sub(r"font:\s*([\d.]+px)[^;]*", r"font-size:\1", style)
            element.set("style", re.sub(r"font-family:[^;]*", f"font-family:'{SANS}'", style))
        if element.tag == f"{_SVG}style" and element.text:
            element.text = re.sub(r"font-family:[^;}]*", f"font-family:'{SANS}'", element.text)
    for element in [one for one in root.iter() if one.tag in {f"{_SVG}text", f"{_SVG}tspan"}]:
        _split_emoji(element)


def _split_emoji(element: ET.Element) -> None:
    pieces = list(runs(element.text or ""))
    if not any(is_emoji for is_emoji, _ in pieces):
        if element.text:
            element.text = "".join(piece for _, piece in pieces)
        return
    element.text = ""
    last: ET.Element | None = None
    for place, (is_emoji, piece) in enumerate(pieces):
        if is_emoji:
            last = ET.Element(f"{_SVG}tspan", {"font-family": EMOJI, "style": f"font-family:'{EMOJI}'"})
            last.text = piece
            element.insert(sum(was_emoji for was_emoji, _ in pieces[:place]), last)
        elif last is None:
            element.text += piece
        else:
            last.tail = piece
