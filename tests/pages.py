"""A page as a tree, read strictly: what is opened is closed, in order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

VOID = {"meta", "input", "br"}


@dataclass
class Element:
    """An element; texts stand among its children."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator["Element"]:
        """The elements below, in order; those with one of these tags where tags are given."""
        for child in self.children:
            if isinstance(child, Element):
                if not tags or child.tag in tags:
                    yield child
                yield from child.all(*tags)

    def of_class(self, name: str) -> Iterator["Element"]:
        """The elements below of a class."""
        return (one for one in self.all() if name in one.attributes.get("class", "").split())

    def texts(self) -> Iterator[tuple["Element", str]]:
        """Each text below and the element that it stands in; style and script are none."""
        for child in self.children:
            if isinstance(child, str):
                yield self, child
            elif child.tag not in {"style", "script"}:
                yield from child.texts()

    @property
    def text(self) -> str:
        """All text below."""
        return "".join(text for _, text in self.texts())

    @property
    def line(self) -> str:
        """The text with single spaces."""
        return " ".join(self.text.split())

    @property
    def shape(self) -> list[str]:
        """The elements below and the names of their attributes."""
        return [f"{one.tag} {' '.join(sorted(one.attributes))}" for one in self.all()]

    def by_id(self, wanted: str) -> "Element":
        """The element of that id; there must be one."""
        (found,) = (one for one in self.all() if one.attributes.get("id") == wanted)
        return found

    def isolated(self) -> bool:
        """Whether what stands here can't turn the direction of what is around it."""
        here: Element | None = self
        while here is not None:
            if here.tag == "bdi" or here.attributes.get("dir") == "auto":
                return True
            here = here.parent
        return False


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.here = Element("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute of {tag} stands twice"
        one = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(one)
        if tag not in VOID:
            self.here = one

    def handle_endtag(self, tag: str) -> None:
        assert self.here.tag == tag, f"</{tag}> in <{self.here.tag}>"
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data[:60]}")


def read(path: Path) -> Element:
    """The page in a file."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    assert reader.here is reader.root, f"<{reader.here.tag}> is never closed"
    return reader.root
