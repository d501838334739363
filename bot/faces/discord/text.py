"""Text made fit for a Discord message: measured, cut, cleaned. Pure."""

from __future__ import annotations

import re

_ESCAPES = re.compile(
    r"\x1b(?:"
    r"\[[0-?]*[ -/]*[@-~]"  # CSI
    r"|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?"  # OSC: titles, links; one without an end goes no further than its line
    r"|[PX^_][^\x1b\n]*(?:\x1b\\)?"  # DCS, SOS, PM, APC
    r"|[ -/]*[0-~]"  # two-character escapes
    r")?"
)
_SGR = re.compile(r"\x1b\[([0-9;]*)m")
# C0 without tab and newline, DEL, C1; bidi overrides and isolates, which would let output redraw the line around it.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_CONTROLS_BUT_ESCAPE = re.compile("[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
CUT_MARK = "…"
_FENCE = "```"
_IN_FENCE = re.compile(r"`(?=``)")
# Code and links that are quiet already; else a link, which ends before a Korean particle and before punctuation.
_LINKS = re.compile(
    r"```.*?```|`[^`\n]*`|<https?://[^\s<>]*>"
    r"|(?P<link>https?://[^\s<>()\[\]`|*\\가-힣]*[^\s<>()\[\]`|*\\가-힣.,:;!?'\"_~])",
    re.DOTALL,
)
_ZERO_WIDTH_SPACE = "\u200b"
_BRIGHT = range(90, 108)
_KNOWN_SGR = frozenset({0, 1, 4, *range(30, 38), *range(40, 48)})
_EXTENDED_COLOURS = frozenset({38, 48})
_EXTENDED_PALETTE, _EXTENDED_RGB = 5, 2


def units(text: str) -> int:
    """Return the length in UTF-16 code units: the stricter of the two ways Discord's clients and servers count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def head(text: str, most: int) -> str:
    """Return the beginning of `text`, at most `most` units, no character halved."""
    if units(text) <= most:
        return text
    if most <= 0:
        return ""
    taken = min(len(text), most)
    while units(text[:taken]) > most:
        taken -= max(1, (units(text[:taken]) - most) // 2)
    return text[:taken]


def tail(text: str, most: int) -> str:
    """Return the end of `text`, at most `most` units, no character halved."""
    return head(text[::-1], most)[::-1]


def clean(text: str) -> str:
    """Drop terminal sequences and control characters; a line overwritten by carriage returns keeps its last state."""
    text = _ESCAPES.sub("", encodable(text).replace("\r\n", "\n"))
    return _CONTROLS.sub("", _last_states(text))


def clean_ansi(text: str) -> str:
    """Do as `clean`, but keep the colours that Discord's `ansi` blocks show (bright ones become plain)."""
    text = encodable(text).replace("\r\n", "\n")
    kept = _ESCAPES.sub(_colour_only, text)
    return _CONTROLS_BUT_ESCAPE.sub("", _last_states(kept))


def encodable(text: str) -> str:
    """Return text without what UTF-8 has no bytes for."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _last_states(text: str) -> str:
    if "\r" not in text:
        return text
    return "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in text.split("\n"))


def _colour_only(match: re.Match[str]) -> str:
    sgr = _SGR.fullmatch(match.group())
    if sgr is None:
        return ""
    codes = _known_codes([int(code or 0) for code in sgr.group(1)[:60].split(";")])
    return f"\x1b[{';'.join(map(str, codes))}m" if codes else ""


def _known_codes(codes: list[int]) -> list[int]:
    known: list[int] = []
    at = 0
    while at < len(codes):
        code = codes[at]
        if code in _EXTENDED_COLOURS:
            kind = codes[at + 1] if at + 1 < len(codes) else 0
            at += {_EXTENDED_PALETTE: 3, _EXTENDED_RGB: 5}.get(kind, 1)
            continue
        plain = code - 60 if code in _BRIGHT else code
        if plain in _KNOWN_SGR:
            known.append(plain)
        at += 1
    return known


def colour_at_end(text: str) -> str:
    """Return the SGR sequences in force after `text`: what its continuation must begin with."""
    active: list[str] = []
    for match in _SGR.finditer(text):
        if match.group(1) in {"", "0"}:
            active.clear()
        else:
            active.append(match.group())
    return "".join(active[-4:])


def inert(text: str) -> str:
    """Return `text` with runs of three backticks broken, so that it cannot end the code block around it."""
    return _IN_FENCE.sub(f"`{_ZERO_WIDTH_SPACE}", text)


def closed(markdown: str) -> str:
    """Close a code block that a cut, or its writer, left open."""
    return markdown + "\n" + _FENCE if markdown.count(_FENCE) % 2 else markdown


def quiet(markdown: str) -> str:
    """Put links in angle brackets: Discord then shows no preview below the message, also of one that was edited."""
    return _LINKS.sub(lambda match: f"<{match['link']}>" if match["link"] else match[0], markdown)


def label(words: str, most: int) -> str:
    """Return words for a label of at most `most` units: one line, cleaned, cut with a mark."""
    words = " ".join(clean(words).split())
    return words if units(words) <= most else head(words, most - 1) + CUT_MARK


def is_sendable(value: str, most: int) -> bool:
    """Tell whether a value can go out and come back as it is: something in at most `most` units."""
    return bool(value.strip()) and units(value) <= most and encodable(value) == value


def small(text: str) -> str:
    """Return `text` as Discord's small print."""
    return "\n".join(f"-# {line.strip()}" for line in text.splitlines() if line.strip())


def block(code: str, language: str = "") -> str:
    """Return `code` (already inert) in a code block."""
    return f"{_FENCE}{language}\n{code}\n{_FENCE}"
