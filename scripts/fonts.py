"""Make the fonts that travel with the package. Needed only to renew them: `python scripts/fonts.py`.

Pretendard comes from npm, D2Coding and Noto Color Emoji from Debian, all under the SIL Open Font Licence. A changed
font may not keep a reserved name, so the subsets are called Gorae Sans and Gorae Mono. Code points that Noto Color
Emoji draws are kept out of both: resvg replaces a whole run of text by a fallback font that has all of its glyphs.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS: Final = Path(__file__).resolve().parents[1] / "bot" / "render" / "fonts"
PRETENDARD: Final = "pretendard@1.3.9"
FIRST_SYMBOL: Final = 0x2000  # digits, # and * stay text though they can begin a keycap
JOINERS: Final = frozenset({0x200D, 0x20E3})
HANGUL: Final = range(0xAC00, 0xD7A4)
KEPT: Final = (
    range(0x20, 0x250),  # Latin
    range(0x2000, 0x2070),  # punctuation
    range(0x20A0, 0x20C0),  # currencies
    range(0x2100, 0x2400),  # letters like symbols, arrows, mathematics
    range(0x2460, 0x2600),  # circled digits, box drawing, blocks, shapes
    range(0x2600, 0x27C0),  # symbols
    range(0x3000, 0x3190),  # Korean punctuation and jamo
    HANGUL,
    range(0xFF00, 0xFFF0),  # full width forms
)


def main() -> int:
    """Fetch the sources by their ordinary clients and write the fonts, their widths and licences."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _run(folder, "npm", "pack", "--silent", PRETENDARD)
        for archive in folder.glob("*.tgz"):
            shutil.unpack_archive(archive, folder / "npm", filter="data")
        _run(folder, "apt-get", "download", "fonts-noto-color-emoji", "fonts-naver-d2coding")
        for package in folder.glob("*.deb"):
            _run(folder, "dpkg-deb", "-x", str(package), "debian")
        make(folder / "npm" / "package" / "dist", folder / "debian" / "usr" / "share")
    return 0


def make(pretendard: Path, debian: Path) -> None:
    """Write the fonts from unpacked sources."""
    FONTS.mkdir(parents=True, exist_ok=True)
    emoji = debian / "fonts/truetype/noto/NotoColorEmoji.ttf"
    shutil.copyfile(emoji, FONTS / "NotoColorEmoji.ttf")
    coloured = {code for code in TTFont(emoji).getBestCmap() if code > FIRST_SYMBOL and code not in JOINERS}
    for weight in ("Regular", "Bold"):
        source = pretendard / "public" / "static" / f"Pretendard-{weight}.otf"
        write_subset(TTFont(source), FONTS / f"GoraeSans-{weight}.otf", ("Gorae Sans", weight), coloured)
    collection = next((debian / "fonts/truetype/naver-d2coding").glob("*.ttc"))
    write_subset(TTFont(collection, fontNumber=0), FONTS / "GoraeMono-Regular.ttf", ("Gorae Mono", "Regular"), coloured)
    widths = [_widths(TTFont(FONTS / f"GoraeSans-{weight}.otf")) for weight in ("Regular", "Bold")]
    (FONTS / "widths.json").write_text(json.dumps(widths, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    shutil.copyfile(pretendard / "LICENSE.txt", FONTS / "LICENSE-Pretendard.txt")
    shutil.copyfile(debian / "doc/fonts-naver-d2coding/copyright", FONTS / "LICENSE-D2Coding.txt")
    shutil.copyfile(debian / "doc/fonts-noto-color-emoji/copyright", FONTS / "LICENSE-NotoColorEmoji.txt")


def write_subset(font: TTFont, path: Path, name: tuple[str, str], without: Iterable[int]) -> None:
    """Write the kept part of a font under another family name."""
    options = subset.Options(hinting=False, notdef_outline=True, name_IDs=["*"])
    options.layout_features = ["kern", "ccmp", "mark", "mkmk", "locl"]
    options.drop_tables += ["DSIG", "vhea", "vmtx", "VORG"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes={code for kept in KEPT for code in kept} - set(without))
    subsetter.subset(font)
    family, style = name
    record = font["name"]
    for identifier in (16, 17, 18, 21, 22):
        record.removeNames(nameID=identifier)
    texts = {
        1: family,
        2: style,
        3: f"{family} {style}",
        4: f"{family} {style}",
        6: f"{family}-{style}".replace(" ", ""),
    }
    for identifier, text in texts.items():
        record.removeNames(nameID=identifier)
        record.setName(text, identifier, 3, 1, 0x409)
    if "CFF " in font:
        top = font["CFF "].cff
        top.fontNames = [texts[6]]
        top.topDictIndex[0].FullName, top.topDictIndex[0].FamilyName = texts[4], family
    font.save(path)


def _widths(font: TTFont) -> dict[str, float]:
    """Return the advance of each character in em; Hangul syllables are all as wide as `가`."""
    units, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
    return {
        chr(code): round(metrics[glyph][0] / units, 4)
        for code, glyph in sorted(font.getBestCmap().items())
        if code not in HANGUL or code == HANGUL[0]
    }


def _run(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - fixed commands


if __name__ == "__main__":
    sys.exit(main())
