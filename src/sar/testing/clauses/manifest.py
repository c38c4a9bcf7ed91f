"""What a connector says of itself before it is run."""

import ast
import subprocess
import sys

from sar.registry import Registry

HEADINGS = ("What is searched", "What cannot be reached", "Rights the key needs", "Settings")
HEAVY = (
    "requests", "redminelib", "quickbooks", "intuitlib.client", "mailchimp_marketing", "pipedrive", "reportlab",
    "imapclient", "paramiko", "icalendar", "openpyxl",
)  # fmt: skip


def manifest_is_whole(slug: str) -> None:
    """A README with its headings, the methods that the manifest promises, and a help text for every setting."""
    registry = Registry.discover()
    manifest = registry.get(slug)
    entry = registry.load(slug)
    readme = (manifest.folder / "README.md").read_text(encoding="utf-8")
    assert [heading for heading in HEADINGS if f"## {heading}" not in readme] == []
    assert {"find", "attest", "ask"} & set(manifest.does)
    assert all(callable(getattr(entry, method, None)) for method in ("check", "find"))
    assert "correct" not in manifest.does or callable(getattr(entry, "plan", None))
    assert all(spec.help for spec in manifest.settings.values())
    assert bool(manifest.finds_by) == ("find" in manifest.does)


def says_what_a_correction_leaves(slug: str) -> None:
    """What stays as it is and why, in one sentence, or a connector that corrects; only one that does names objects."""
    manifest = Registry.discover().get(slug)
    corrects, about = "correct" in manifest.does, manifest.correction
    assert about.stays or corrects, "[correction] stays is missing"
    assert bool(about.types) == corrects
    assert about.stays or not about.task
    assert [one for one in (about.stays, about.task) if one and not _is_sentence(one)] == []


def _is_sentence(text: str) -> bool:
    return text[0].isupper() and text.endswith(".") and text == " ".join(text.split())


def imports_only_the_sdk(slug: str) -> None:
    """Its code imports nothing of sar but `sar.sdk` (its sandbox: `sar.sandbox`), and no vendor SDK at the top."""
    for path in sorted(Registry.discover().get(slug).folder.rglob("*.py")):
        allowed = {"sar.sdk", "sar.sandbox"} if path.name.startswith("sandbox") else {"sar.sdk"}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            foreign = [name for name in names if name.split(".")[0] == "sar" and name not in allowed]
            assert foreign == [], f"{path.name}: {foreign}"


def loads_without_its_sdk(slug: str) -> None:
    """Importing the connector imports no vendor SDK and no requests: they come with the first call."""
    code = (
        "import sys; from sar.registry import Registry; r = Registry.discover(); "
        f"r.load({slug!r}); bad = [m for m in {HEAVY!r} if m in sys.modules]; print(bad); sys.exit(bool(bad))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr[-500:]
