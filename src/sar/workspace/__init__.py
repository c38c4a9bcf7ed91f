"""The database: requests, what was found for them (sealed), and the log of what was done."""

from sar.workspace.store import Batch, Request, Unit, Workspace

__all__ = ["Batch", "Request", "Unit", "Workspace"]
