"""The database: requests, what was found for them (sealed), and the log of what was done."""

from sar.workspace.model import Batch, Known, Opening, Request, Unit
from sar.workspace.store import Workspace

__all__ = ["Batch", "Known", "Opening", "Request", "Unit", "Workspace"]
