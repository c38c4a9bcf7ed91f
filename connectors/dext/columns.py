"""What the columns of Dext's exports are called; firms may choose and name them, so settings come first."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sar.sdk import Context, Known, Layout, SettingsError, places_of

USUAL: dict[str, tuple[str, ...]] = {
    "supplier": ("Supplier", "Supplier name", "Merchant", "Fournisseur"),
    "customer": ("Customer", "Customer name", "Client name", "Client"),
    "submitted_by": ("Submitted by", "User", "Document owner", "Owner", "Soumis par", "Utilisateur"),
    "email": ("Supplier email", "Customer email", "Email", "E-mail", "Courriel"),
    "sender": ("Sender", "Sender email", "From", "Expéditeur"),
    "note": ("Note", "Notes", "Description", "Message", "Comment", "Remarque"),
    "date": ("Date", "Document date", "Invoice date", "Receipt date"),
    "id": ("Item ID", "Receipt ID", "Document ID", "Dext ID", "ID", "Code"),
    "document": ("File", "File name", "Filename", "Image", "Image name", "Image URL", "Document", "Fichier"),
}
PARTIES = ("supplier", "customer", "submitted_by")
CATEGORIES = {
    "supplier": "Name",
    "customer": "Name",
    "submitted_by": "Name",
    "email": "EmailAddress",
    "sender": "EmailAddress",
}
LABELS = {
    "supplier": "supplier",
    "customer": "customer",
    "submitted_by": "submitted_by",
    "email": "item_email",
    "sender": "sender_email",
}

UNKNOWN = "`columns` has unknown names: {names}"


class Columns(NamedTuple):
    """The columns by role."""

    by_role: dict[str, tuple[str, ...]]

    def values(self, row: dict[str, Any], *roles: str) -> Iterator[tuple[str, str]]:
        """What stands under these roles, with the places."""
        for role in roles:
            for column in self.by_role[role]:
                yield from (
                    (path, str(value).strip()) for path, value in places_of(row, column) if str(value or "").strip()
                )

    def first(self, row: dict[str, Any], role: str) -> str:
        """The first value of a role, empty where it has none."""
        return next((value for _, value in self.values(row, role)), "")

    def known(self, row: dict[str, Any]) -> dict[str, Known]:
        """How the columns are shown; the parties' addresses are the item's, not surely the subject's."""
        shown = {}
        for role in self.by_role:
            for path, _ in self.values(row, role):
                column = path.split("/")[1].replace("~1", "/").replace("~0", "~")
                shown[column] = Known(LABELS.get(role, role), column, CATEGORIES.get(role, ""))
        return shown

    def layout(self, max_mb: int) -> Layout:
        """A table must name at least one party."""
        parties = tuple(name for role in PARTIES for name in self.by_role[role])
        return Layout((parties,), max_bytes=max_mb << 20)


def columns(context: Context) -> Columns:
    """The usual names, or those of the settings."""
    given = dict(context.setting("columns") or {})
    unknown = sorted(set(given) - set(USUAL))
    if unknown:
        raise SettingsError(UNKNOWN, "Known: {known}.", names=", ".join(unknown), known=", ".join(USUAL))
    own = {role: (name,) if isinstance(name, str) else tuple(map(str, name)) for role, name in given.items()}
    return Columns({**USUAL, **own})
