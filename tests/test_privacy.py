"""A canary subject: after runs good and bad, no identifier or secret of theirs stands where it must not."""

import os
import subprocess
import sys
from pathlib import Path

from sar.identifiers import Identifier
from sar.registry import Registry
from sar.sandbox import World, cast

ANN = cast()["ann"]
WORDS = [*ANN.emails, "Ann@Example.COM", ANN.full_name, "555-0101", "+15145550101"]


def secrets() -> list[str]:
    registry = Registry.discover()
    found = []
    for slug, manifest in registry.manifests.items():
        settings = registry.sandbox(slug).imitate(World(slug, manifest.folder)).settings
        found += [str(settings[name]) for name, spec in manifest.settings.items() if spec.secret and settings.get(name)]
    return found


def test_no_identifier_and_no_secret_outside_of_the_sealed_and_the_dossier(tmp_path: Path) -> None:
    environment = {**os.environ, "SAR_HOME": str(tmp_path / "home"), "SAR_LOG": "DEBUG"}
    command = [sys.executable, "-m", "sar", "export", *ANN.emails[:1], "--also", f"email:{ANN.emails[1]}", "--sandbox"]
    done = subprocess.run([*command, "--out", str(tmp_path / "out")], env=environment, capture_output=True, check=False)
    assert done.returncode == 0
    assert b"sar.http" in done.stderr, "the log is on"
    plain = {path: path.read_bytes() for path in (tmp_path / "home").rglob("*") if path.is_file()}
    texts = {"stdout": done.stdout, "stderr": done.stderr, **{str(path): text for path, text in plain.items()}}
    names = "\n".join(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*"))
    for word in [*WORDS, *secrets()]:
        for needle in (word, word.casefold()):
            assert [where for where, text in texts.items() if needle.encode() in text] == [], "in a log or the database"
            assert needle not in names, "in a file's name"
    (dossier,) = (tmp_path / "out").glob("*/dossier.json")
    assert not [secret for secret in secrets() if secret in dossier.read_text(encoding="utf-8")]


def test_the_database_finds_by_digest_and_not_by_value(tmp_path: Path) -> None:
    from datetime import UTC, date, datetime

    from sar.workspace import Request, Workspace

    workspace = Workspace(tmp_path / "w.db")
    request = Request("r", "access", date(2026, 11, 24), "en", datetime.now(UTC))
    workspace.create(request, [Identifier("email", ANN.email), Identifier("email", ANN.email.upper())], {})
    assert [one.value for one in workspace.identifiers("r")] == [ANN.email]
