"""Each rendering of the same records: time and peak memory at three sizes, and the PDF against bare drawing.

Each runs in a process of its own, in seconds of the processor, so that what else runs does not count. "reading" is what
all have in common: opening, masking and wording every record. Cost per record and peak memory should be flat; the PDF
takes at most twice the time of drawing the same lines on a bare canvas of the same library.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from records import apart, collected, peak

if TYPE_CHECKING:
    from sar.dossier.renderings import Job

SIZES = (1_000, 10_000, 100_000)
RENDERINGS = ("reading", "pdf", "html", "json")
"""The PDF before the JSON file, which it would attach."""
DRAWN = 10_000
"""Records of the comparison with bare drawing."""


def job(folder: Path) -> "Job":
    """The answer to the request in the workspace there, as renderings take it."""
    from sar.dossier.build import build, draft
    from sar.dossier.model import Controller
    from sar.dossier.renderings import Job
    from sar.dossier.told import Told
    from sar.workspace import Workspace

    workspace = Workspace(folder / "w.db")
    request, told = workspace.request("bench"), Told(Controller(name="Firm"), {"crm": "CRM"})
    return Job(build(workspace, request, told, draft(workspace, request, told)), told, folder, "letter")


def rendered(name: str, folder: Path) -> list[float]:
    """Seconds, MiB at the peak and bytes of one rendering."""
    from sar.dossier.renderings import FORMATS

    made, paths = job(folder), list[Path]()
    begun = time.process_time()
    if name == "reading":
        assert sum(1 for _ in made.dossier.records())
    else:
        paths = FORMATS[name](made)
    return [time.process_time() - begun, peak(), sum(path.stat().st_size for path in paths)]


def against_drawing(folder: Path) -> list[float]:
    """Seconds of the PDF, of its last pass, and of drawing its lines alone; the records are in memory for all."""
    from reportlab.lib.pagesizes import LETTER
    from reportlab.pdfgen.canvas import Canvas

    from sar.dossier import pdf
    from sar.dossier.pdf import sheet

    made = job(folder).dossier
    records = list(made.records())
    made = replace(made, records=lambda: iter(records))
    lines: list[tuple[Any, ...]] = []

    class Noting(Canvas):  # type: ignore[misc]
        """Notes each line, so that the same can be drawn again."""

        def drawString(self, x: float, y: float, text: str, *more: Any, **named: Any) -> None:  # noqa: N802
            lines.append((self._fontname, self._fontsize, x, y, text))
            super().drawString(x, y, text, *more, **named)

        def showPage(self) -> None:  # noqa: N802
            lines.append(())
            super().showPage()

    finished, passes = vars(pdf)["finished"], list[float]()

    def timed(*given: Any, **named: Any) -> Path:
        begun = time.process_time()
        done = finished(*given, **named)
        passes.append(time.process_time() - begun)
        return done

    vars(pdf)["finished"] = timed
    ours, last = _seconds(lambda: pdf.write(made, folder)), sum(passes)
    vars(sheet)["Canvas"] = Noting
    pdf.write(made, folder)

    def draw() -> None:
        canvas = Canvas(str(folder / "bare.pdf"), pagesize=LETTER, pageCompression=1, invariant=1)
        for line in lines:
            if line:
                font, size, x, y, text = line
                canvas.setFont(font, size)
                canvas.drawString(x, y, text)
            else:
                canvas.showPage()
        canvas.save()

    return [ours, last, _seconds(draw)]


def _seconds(do: Callable[[], object]) -> float:
    begun = time.process_time()
    do()
    return time.process_time() - begun


def main() -> None:
    """Print each rendering's cost at each size, and the ratios."""
    found: dict[str, list[list[float]]] = {name: [] for name in RENDERINGS}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            apart(__file__, "collected", folder, size)
            for name in RENDERINGS:
                seconds, memory, written = apart(__file__, name, folder)
                found[name].append([seconds / size, memory])
                each = f"{seconds / size * 1e6:7,.0f} µs and {written / size:7,.0f} bytes a record"
                print(f"{size:>7,} records, {name:<8}{each}; peak {memory:.0f} MiB", flush=True)
            if size == DRAWN:
                ours, last, bare = apart(__file__, "drawing", folder)
                drawn = f"{(ours - last) / bare:.2f} (goal ≤ 2), {ours / bare:.2f} with its last pass"
                print(f"{size:>7,} records, pdf / bare drawing of {bare:.1f} s: {drawn}", flush=True)
    for name, sizes in found.items():
        (few, few_memory), *_, (many, many_memory) = sizes
        print(f"{name:<8}cost per record {many / few:.2f} times, peak memory {many_memory / few_memory:.2f} times")


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    elif sys.argv[1] == "collected":
        print(json.dumps(collected(Path(sys.argv[2]) / "w.db", int(sys.argv[3]))))
    elif sys.argv[1] == "drawing":
        print(json.dumps(against_drawing(Path(sys.argv[2]))))
    else:
        print(json.dumps(rendered(sys.argv[1], Path(sys.argv[2]))))
