"""Brings the catalogues of translations up to date: new sentences are added, those that are gone are dropped.

`make messages` runs it. The sentences are read from the code: what is passed to words that speak to people (`say`,
`Gap`, `Said`, `Finding`, errors …), every constant that is a whole sentence, and what commands say of themselves; from
the page's templates; from the manifests of connectors; and from the points of law to be checked. Each connector has its
own `fr.po`.
"""

import ast
import inspect
import re
import tomllib
from collections.abc import Iterable, Iterator, Set
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

from sar import errors

WHEN = datetime(2026, 11, 25, tzinfo=UTC)
"""The same in every catalogue, so that running this changes only what changed."""
ROOT = Path(__file__).parents[1]
CORE, CONNECTORS = ROOT / "src" / "sar", ROOT / "connectors"
SPOKEN = {
    "say": (0,), "_say": (0,), "count": (1, 2), "Gap": (0, 1), "Said": (0,), "NotSearchable": (0,), "Finding": (1, 2),
    "Known": (1,), "Field": (1,), "guarded": (0,), "told": (1,), "Failed": (0, 1), "echo": (0,), "confirm": (0,),
    "progress": (0,), "unwritable": (1,), "as_object": (1,), "as_rows": (1,),
    **{one.__name__: (0, 1) for one in vars(errors).values() if inspect.isclass(one) and issubclass(one, Exception)},
}  # fmt: skip
"""Calls that speak → which of their arguments are sentences."""
NAMED = {"help", "absent", "remedy", "label", "name", "metavar"}
SENTENCE = re.compile(r"[A-Z{“].*\s.*[.!?]$", re.DOTALL)
SPACED = re.compile(r"[a-z] [a-z]")
"""What a default of a setting is that is said in words."""
TABLES = ("dossier/words.py", "dossier/portable/words.py", "cli/words.py", "law/contents.py")
"""Modules of the core whose every constant is for people, but for the keys of their tables."""
Named = dict[str, list[ast.expr]]
"""What is assigned to a name."""


def sentences(folder: Path) -> set[str]:
    """Everything in a folder's code that people read."""
    found: set[str] = set()
    for path in sorted(folder.rglob("*.py")):
        letter = path.name == "letters.py" and CORE not in path.parents  # in both languages already
        imitates = path.name.startswith("sandbox") or {"testing", "sandbox"} & set(path.relative_to(folder).parts)
        if not imitates and not letter:
            found |= set(_in_file(path))
    for path in sorted(folder.rglob("templates/*.html")):
        found |= set(_in_template(path))
    manifest, laws = folder / "connector.toml", folder / "law" / "regimes.toml"
    found |= set(_in_manifest(manifest)) if manifest.is_file() else set()
    found |= set(_in_laws(laws)) if laws.is_file() else set()
    return {one for one in found if re.search(r"[A-Za-z]{2}", one)}


def _in_file(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    ours = CORE in path.parents
    if ours and path.relative_to(CORE).as_posix() in TABLES:
        yield from _in_table(tree)
    # in the core a `Known` is an identifier
    spoken = SPOKEN.keys() - ({"Known"} if ours else set())
    yield from _in_scope(tree, _named(tree.body), set(_docstrings(tree)), spoken)
    if ours and path.parent.name == "cli":
        yield from _of_commands(tree)


def _in_scope(node: ast.AST, named: Named, docstrings: set[int], spoken: Set[str]) -> Iterator[str]:
    """The sentences below a node, in which these names are known, and passed to these calls."""
    if isinstance(node, ast.FunctionDef):
        named = {**named, **_named(list(ast.walk(node)))}
    if isinstance(node, ast.Call):
        yield from _spoken(node, named, spoken)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
        yield from [node.value] if SENTENCE.match(node.value) else []
    for inner in ast.iter_child_nodes(node):
        yield from _in_scope(inner, named, docstrings, spoken)


def _in_table(tree: ast.Module) -> Iterator[str]:
    docstrings = set(_docstrings(tree))
    keys = {id(key) for node in ast.walk(tree) if isinstance(node, ast.Dict) for key in node.keys}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings | keys:
            yield node.value


def _of_commands(tree: ast.Module) -> Iterator[str]:
    """The help of each command and group, paragraph by paragraph."""
    for node in ast.walk(tree):
        calls = [one.func for one in getattr(node, "decorator_list", ()) if isinstance(one, ast.Call)]
        if {getattr(one, "attr", "") for one in calls} & {"command", "group"}:
            help_ = ast.get_docstring(node) or ""  # type: ignore[arg-type]
            yield from (" ".join(part.split()) for part in inspect.cleandoc(help_).split("\n\n"))


def _in_template(path: Path) -> Iterator[str]:
    for call in Environment(autoescape=True).parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):
        said = call.args[0] if call.args and isinstance(call.node, nodes.Name) and call.node.name == "say" else None
        if isinstance(said, nodes.Const):
            yield str(said.value)


def _in_manifest(path: Path) -> Iterator[str]:
    """What a connector is called, what `sar init` asks, what stays uncorrected, and what the register says of it."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    yield table["name"]
    for setting in table.get("settings", {}).values():
        yield setting.get("help", "")
        if SPACED.search(str(setting.get("default", ""))):
            yield setting["default"]
    yield from (table.get("correction", {}).get(key, "") for key in ("stays", "task"))
    processing = table.get("processing", {})
    yield processing.get("kind", "")
    yield processing.get("source", "")
    for name in ("means", "staff", "safeguards"):
        yield from processing.get(name, ())


def _in_laws(path: Path) -> Iterator[str]:
    for law in tomllib.loads(path.read_text(encoding="utf-8")).values():
        yield from law.get("check", ())


def _named(body: Iterable[ast.AST]) -> Named:
    """Constants by name, of which a call may be given the name alone."""
    found: Named = {}
    for node in body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, value = node.targets[0], node.value
            several = isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
            for name, one in zip(target.elts, value.elts, strict=True) if several else [(target, value)]:  # type: ignore[attr-defined]
                if isinstance(name, ast.Name) and isinstance(one, ast.Constant | ast.IfExp):
                    found.setdefault(name.id, []).append(one)
    return found


def _spoken(call: ast.Call, named: Named, spoken: Set[str]) -> Iterator[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    for place in SPOKEN[name] if name in spoken else ():
        if place < len(call.args):
            yield from _texts(call.args[place], named)
    if name in spoken or name in {"option", "argument", "command"}:
        for keyword in call.keywords:
            if keyword.arg in NAMED and (keyword.arg != "name" or name == "Known"):
                yield from _texts(keyword.value, named)


def _texts(node: ast.expr, named: Named) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield from (text for one in named.get(node.id, ()) for text in _texts(one, {}))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_texts(node.body, named), *_texts(node.orelse, named))


def _docstrings(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for one in body if isinstance(body, list) else ():
            if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant):
                yield id(one.value)


def update(folder: Path, path: Path) -> tuple[int, int]:
    """Bring one catalogue up to date; how many sentences it has, and how many wait for a translation."""
    old = _read(path)
    new = Catalog(
        locale="fr", project="sar", version="", msgid_bugs_address="-", creation_date=WHEN, revision_date=WHEN,
        last_translator="-", language_team="fr-CA", charset="utf-8", fuzzy=False, header_comment="# French (Canada).",
    )  # fmt: skip
    # sentences that code alone does not show (titles, roles, kinds) were added by hand and stay
    known = {str(one.id) for one in old if one.id and "kept" in one.auto_comments}
    for sentence in sorted(sentences(folder) | known):
        said = old.get(sentence)
        new.add(sentence, said.string if said else "", auto_comments=["kept"] if sentence in known else [])
    with path.open("wb") as file:
        write_po(file, new, width=0, omit_header=False, sort_output=True)
    return len(new), sum(1 for one in new if one.id and not one.string)


def catalogues() -> dict[Path, Path]:
    """Folder of code → its catalogue."""
    own = {path.parent: path.parent / "fr.po" for path in sorted(CONNECTORS.glob("*/connector.toml"))}
    return {CORE: CORE / "locale" / "fr.po", **own}


def _read(path: Path) -> Catalog:
    if not path.is_file():
        return Catalog(locale="fr")
    with path.open("rb") as file:
        return read_po(file)


def main() -> None:
    """Update all catalogues and say what waits."""
    for folder, path in catalogues().items():
        path.parent.mkdir(exist_ok=True)
        total, waiting = update(folder, path)
        print(f"{path.relative_to(ROOT)}: {total} sentences, {waiting} to be translated")


if __name__ == "__main__":
    main()
