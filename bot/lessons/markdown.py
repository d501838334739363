"""lesson.md (and the body of a card) taken apart: front matter, headed parts, passages, fenced blocks."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.front_matter import front_matter_plugin

from bot.lessons.problems import ContentProblem, Place
from bot.lessons.yaml_text import YamlText

MEANINGFUL: Final = frozenset({"try", "quiz", "mission"})
TITLE, SECTION, SUBSECTION = 1, 2, 3
_HEADING_ID = re.compile(r"\s*\{#([^}]*)\}\s*$")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(slots=True)
class RawPassage:
    """A block of text before it has an address."""

    text: str
    form: str
    line: int
    language: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[tuple[str, ...], ...] = ()
    alt: str = ""
    number: int = 0


@dataclass(slots=True)
class Block:
    """A fenced block of YAML. `files` are the file blocks shown before it in its section."""

    kind: str
    yaml: YamlText
    files: Mapping[str, str]


@dataclass(slots=True)
class RawPart:
    """What stands under one heading, up to the next. The text before the first `##` is a part without id."""

    id: str
    title: str
    level: int
    line: int
    passages: list[RawPassage] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    links: list[tuple[str, int]] = field(default_factory=list)
    markdown: str = ""


@dataclass(slots=True)
class Document:
    """A file taken apart."""

    front: YamlText | None
    front_line: int
    body: str
    parts: list[RawPart]


def read_document(text: str, path: str, problems: list[ContentProblem]) -> Document:
    """Take `text` apart; what is wrong in it is added to `problems`."""
    return _Reader(text, path, problems).read()


class _Reader:
    def __init__(self, text: str, path: str, problems: list[ContentProblem]) -> None:
        self._text = text
        self._lines = text.splitlines()
        self._path = path
        self._problems = problems
        self._parts = [RawPart("", "", TITLE, 1)]
        self._files: dict[str, str] = {}
        self._unseen: set[int] = set()  # lines that are no reading text: blocks of YAML, alts, headings
        self._starts = [0]

    def read(self) -> Document:
        markdown = MarkdownIt("commonmark").enable("table").use(front_matter_plugin)
        front, body_line = None, 0
        for node in SyntaxTreeNode(markdown.parse(self._text)).children:
            if node.type == "front_matter":
                front = YamlText(node.content, Place(self._path, 2))
                body_line = (node.map or (0, 0))[1]
            else:
                self._take(node)
        ends = [*self._starts[1:], len(self._lines)]
        self._starts[0] = body_line
        for part, start, end in zip(self._parts, self._starts, ends, strict=True):
            lines = [line for number, line in enumerate(self._lines[start:end], start) if number not in self._unseen]
            part.markdown = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
        return Document(front, 1, "\n".join(self._lines[body_line:]).strip(), self._parts)

    @property
    def _part(self) -> RawPart:
        return self._parts[-1]

    def _problem(self, line: int, key: str, **values: object) -> None:
        self._problems.append(ContentProblem(Place(self._path, line), key, values))

    def _take(self, node: SyntaxTreeNode) -> None:
        line = (node.map or (0, 0))[0] + 1
        match node.type:
            case "heading":
                self._heading(node, line)
            case "paragraph":
                self._passage(node, "paragraph", line)
            case "bullet_list" | "ordered_list":
                is_numbered = node.type == "ordered_list"
                for number, item in enumerate(node.children, int(node.attrs.get("start", 1))):
                    self._item(item, number if is_numbered else 0)
            case "blockquote":
                for child in node.children:
                    self._take(child)
            case "table":
                self._table(node, line)
            case "fence" | "code_block":
                self._fence(node, line)
            case "html_block":
                self._problem(line, "html-inside")
            case _:  # a rule between parts
                pass

    def _heading(self, node: SyntaxTreeNode, line: int) -> None:
        title, level = node.children[0].content, int(node.tag[1])
        found = _HEADING_ID.search(title)
        title = _HEADING_ID.sub("", title).strip()
        self._unseen.update(range(*(node.map or (0, 0))))
        if level == TITLE:
            if self._part.title or len(self._parts) > 1:
                self._problem(line, "title-twice")
            self._part.title, self._part.line = title, line
            return
        if level > SUBSECTION:
            self._problem(line, "heading-too-deep", title=title)
            return
        if not found:
            self._problem(line, "heading-without-id", title=title)
            return
        own = found[1]
        if not _ID.fullmatch(own):
            self._problem(line, "bad-heading-id", name=own)
        if level == SECTION:
            self._files = {}
        above = next((part.id for part in reversed(self._parts) if part.level == SECTION), "")
        if level == SUBSECTION and not above:
            self._problem(line, "heading-too-deep", title=title)
        self._parts.append(RawPart(own if level == SECTION else f"{above}/{own}", title, level, line))
        self._starts.append((node.map or (0, 0))[0])

    def _passage(self, node: SyntaxTreeNode, form: str, line: int) -> None:
        inline = node.children[0]
        self._collect_links(inline, line)
        self._part.passages.append(RawPassage(_one_line(inline.content), form, line))

    def _item(self, item: SyntaxTreeNode, number: int = 0) -> None:
        line = (item.map or (0, 0))[0] + 1
        own = [child for child in item.children if child.type == "paragraph"]
        for paragraph in own:
            self._collect_links(paragraph.children[0], line)
        if own:
            text = " ".join(_one_line(paragraph.children[0].content) for paragraph in own)
            self._part.passages.append(RawPassage(text, "item", line, number=number))
        for child in item.children:
            if child.type != "paragraph":
                self._take(child)

    def _table(self, node: SyntaxTreeNode, line: int) -> None:
        rows = []
        for row in (child for group in node.children for child in group.children):
            rows.append(tuple(plain(cell.children[0]) for cell in row.children))
            for cell in row.children:
                self._collect_links(cell.children[0], line)
        text = "\n".join(" | ".join(row) for row in rows)
        self._part.passages.append(RawPassage(text, "table", line, rows=tuple(rows)))

    def _fence(self, node: SyntaxTreeNode, line: int) -> None:
        try:
            words = shlex.split(node.info)
        except ValueError:
            self._problem(line, "bad-info-string", info=node.info)
            words = node.info.split()
        language = words[0] if words else ""
        attributes = dict(word.partition("=")[::2] for word in words[1:])
        if unknown := set(attributes) - {"no-run", "file", "setup", "what"}:
            self._problem(line, "unknown-attribute", names=", ".join(sorted(unknown)))
        lines = range(*(node.map or (0, 0)))
        last = self._part.passages[-1] if self._part.passages else None
        if language in MEANINGFUL:
            self._unseen.update(lines)
            yaml = YamlText(node.content, Place(self._path, line + 1))
            self._part.blocks.append(Block(language, yaml, dict(self._files)))
        elif language == "alt":
            self._unseen.update(lines)
            if last is None or last.form not in {"diagram", "table"} or last.alt:
                self._problem(line, "alt-without-picture")
            else:
                last.alt = _one_line(node.content)
        else:
            form = {"mermaid": "diagram", "console": "console"}.get(language, "code")
            text = node.content.rstrip("\n")
            if not text.strip():
                self._problem(line, "block-empty")
            self._part.passages.append(RawPassage(text, form, line, language, attributes))
            if name := attributes.get("file"):
                self._files[name] = node.content

    def _collect_links(self, inline: SyntaxTreeNode, line: int) -> None:
        for node in inline.walk():
            if node.type in {"link", "image"}:
                self._part.links.append((str(node.attrs.get("href") or node.attrs.get("src") or ""), line))


def plain(inline: SyntaxTreeNode) -> str:
    """Return the words of inline Markdown without its marks."""
    return "".join(_pieces(inline)).strip()


def _pieces(inline: SyntaxTreeNode) -> Iterator[str]:
    for node in inline.walk():
        if node.type in {"text", "code_inline"}:
            yield node.content
        elif node.type in {"softbreak", "hardbreak"}:
            yield " "


def _one_line(text: str) -> str:
    return re.sub(r"\s*\n\s*", " ", text).strip()
