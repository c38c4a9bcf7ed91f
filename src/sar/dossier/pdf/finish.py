"""The last pass over a volume: metadata for readers and archives, and a smaller file."""

from pathlib import Path

import pikepdf


def finished(part: Path, path: Path) -> Path:
    """Move a drawn volume to its place, with XMP metadata and the title shown in the window's bar."""
    with pikepdf.open(part) as pdf:
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            metadata["dc:title"] = str(pdf.docinfo.get("/Title", ""))
            metadata["dc:language"] = {str(pdf.Root.get("/Lang", "en"))}
            metadata["pdf:Producer"] = "sar"
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        pdf.Root.PageMode = pikepdf.Name.UseOutlines
        pdf.save(part.with_suffix(".done"), object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    part.with_suffix(".done").chmod(0o600)
    part.with_suffix(".done").replace(path)
    part.unlink()
    return path
