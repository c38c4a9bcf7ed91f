"""sar answers subject access requests: identifiers in, a proven dossier out."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sar.api import Workspace

__version__ = "0.1.0"
__all__ = ["Workspace", "__version__"]


def __getattr__(name: str) -> Any:
    # the command line must not pay for what only scripts use
    if name == "Workspace":
        from sar.api import Workspace

        return Workspace
    raise AttributeError(name)
