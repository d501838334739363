"""YAML with the line of every value, so that a problem can be shown where it stands.

libyaml (through PyYAML) is used for its speed: it reads the whole course in a fraction of a second. Plain scalars
follow the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema), not 1.1, where `no`, `on` and
`22:22` are not text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import yaml

from bot.lessons.problems import ContentProblem, Place


class _Loader(yaml.CSafeLoader):
    """The safe loader with the scalars of YAML 1.2."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own protocol


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$", re.IGNORECASE), list("tTfF"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^-?[0-9]+\.[0-9]+$"), list("-0123456789"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])


class YamlText:
    """A piece of YAML that begins at a place of a file."""

    def __init__(self, text: str, place: Place) -> None:
        """Keep the text; `place` is where its first line stands."""
        self._text = text
        self._start = place
        self._root: yaml.Node | None = None

    def read(self, problems: list[ContentProblem]) -> object:
        """Return the plain value, or `None` after adding what is wrong to `problems`."""
        loader = _Loader(self._text)
        try:
            self._root = loader.get_single_node()
            if self._root is None:
                return None
            if (shared := _shared(self._root, set())) is not None:  # they could hold themselves, or grow without end
                problems.append(ContentProblem(self._at(shared), "yaml-alias"))
                return None
            problems.extend(
                ContentProblem(self._at(key), "yaml-twice", {"name": key.value}) for key in _repeated(self._root)
            )
            value: object = loader.construct_document(self._root)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line if mark else 0
            problems.append(
                ContentProblem(
                    Place(self._start.path, self._start.line + line), "yaml-broken", {"problem": error.problem or ""}
                )
            )
            return None
        except yaml.YAMLError as error:  # a character that YAML does not take
            problems.append(ContentProblem(self._start, "yaml-broken", {"problem": str(error).splitlines()[0]}))
            return None
        except RecursionError:
            problems.append(ContentProblem(self._start, "yaml-broken", {"problem": "nested too deep"}))
            return None
        finally:
            loader.dispose()
        return value

    def place(self, *path: str | int) -> Place:
        """Return where the value at `path` (keys and positions) stands, or the nearest part above that exists."""
        node, found = self._root, self._root
        for step in path:
            node = _child(node, step)
            if node is None:
                break
            found = node
        return self._at(found) if found is not None else self._start

    def _at(self, node: yaml.Node) -> Place:
        return Place(self._start.path, self._start.line + node.start_mark.line)


def _child(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        item: yaml.Node = node.value[step]
        return item
    return None


def _shared(node: yaml.Node, met: set[int]) -> yaml.Node | None:
    """Return a node that is reached twice, which only an alias (`*name`) brings about."""
    if id(node) in met:
        return node
    met.add(id(node))
    below: list[yaml.Node] = []
    if isinstance(node, yaml.MappingNode):
        below = [one for pair in node.value for one in pair]
    elif isinstance(node, yaml.SequenceNode):
        below = node.value
    return next((found for one in below if (found := _shared(one, met)) is not None), None)


def _repeated(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        seen: set[object] = set()
        pairs: Sequence[tuple[yaml.Node, yaml.Node]] = node.value
        for key, value in pairs:
            name = key.value if isinstance(key, yaml.ScalarNode) else id(key)
            if name in seen:
                yield key
            seen.add(name)
            yield from _repeated(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated(item)
