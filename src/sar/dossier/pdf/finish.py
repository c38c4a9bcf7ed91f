"""The last pass over a volume: metadata for readers, and the archival form PDF/A-3b, checked after it is written."""

import logging
from datetime import datetime
from pathlib import Path

import pikepdf

log = logging.getLogger("sar.pdf")
LARGEST_ATTACHMENT = 24 << 20
"""A larger dossier.json lies beside the document only."""


def finished(part: Path, path: Path, made_at: datetime, *, attached: Path | None = None) -> Path:
    """Move a drawn volume to its place as PDF/A-3b, with `attached` in it as its data.

    pikepdf's own check reads what was written; a document that does not pass is written without the claim.
    """
    from pikepdf import pdfa

    done = part.with_suffix(".done")
    with pikepdf.open(part) as pdf:
        _prepare(pdf, made_at, attached)
        try:
            pdfa.save(pdf, done, "3b", deterministic_id=True)
        except pdfa.PdfaError as error:
            log.warning("not archival: %d findings", len(error.report.findings))
            _disclaim(pdf)
            mode = pikepdf.ObjectStreamMode.generate
            pdf.save(done, object_stream_mode=mode, deterministic_id=True)
    done.chmod(0o600)
    done.replace(path)
    part.unlink()
    return path


def _prepare(pdf: pikepdf.Pdf, made_at: datetime, attached: Path | None) -> None:
    pdf.docinfo["/CreationDate"] = pdf.docinfo["/ModDate"] = f"D:{made_at:%Y%m%d%H%M%S}+00'00"
    for page in pdf.pages:
        if "/Trans" in page:  # reportlab writes an empty transition on every page
            del page["/Trans"]
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = str(pdf.docinfo.get("/Title", ""))
        metadata["dc:language"] = {str(pdf.Root.get("/Lang", "en"))}
        metadata["pdf:Producer"] = "sar"
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    pdf.Root.PageMode = pikepdf.Name.UseOutlines
    if attached and attached.stat().st_size <= LARGEST_ATTACHMENT:
        spec = pikepdf.AttachedFileSpec(
            pdf, attached.read_bytes(), filename=attached.name, mime_type="application/json",
            relationship=pikepdf.Name.Source,
        )  # fmt: skip
        pdf.attachments[attached.name] = spec


def _disclaim(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        for key in ("pdfaid:part", "pdfaid:conformance"):
            if key in metadata:
                del metadata[key]
