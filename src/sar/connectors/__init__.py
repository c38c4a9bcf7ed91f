"""Bundled connectors: beside this file in a wheel, in /connectors in a checkout."""

from pathlib import Path

_here = Path(__file__)
if _here.parents[2].name == "src" and (_here.parents[3] / "connectors").is_dir():
    __path__.append(str(_here.parents[3] / "connectors"))
