"""What an answer must contain: the items that laws name, and the part of the dossier in which each stands."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sar.law.regimes import Both, Regime

ITEMS: dict[str, tuple[str, str]] = {
    "confirmation": ("Whether data about you are held", "Summary"),
    "data": ("The data themselves", "Your records"),
    "transcript": ("An intelligible transcript, with codes explained", "Codes and marks"),
    "purposes": ("What the data are used for", "How your data are used"),
    "means": ("How the data are collected", "How your data are used"),
    "categories": ("Which kinds of data are held", "How your data are used"),
    "recipients": ("To whom the data are given", "Disclosures"),
    "staff": ("Who within the firm has access", "How your data are used"),
    "retention": ("How long the data are kept", "How your data are used"),
    "rights": ("Your rights", "Your rights"),
    "complaint": ("Where you may complain", "Remedies"),
    "source": ("Where data come from that you did not give", "How your data are used"),
    "automated": ("Decisions taken by a machine", "Automated decisions"),
    "transfers": ("Where the data go outside, and what protects them there", "Disclosures"),
    "copy": ("A copy in a form that you can keep, free of charge", "Files"),
    "contact": ("Whom you may turn to in the firm", "Cover letter"),
    "withheld": ("What is withheld, why, and what you can do about it", "What is held back"),
    "basis": ("What permits the use of the data", "How your data are used"),
}
"""Item → how it is said, and the dossier's part."""


class Asked(NamedTuple):
    """One item, the provisions that ask for it, and where it stands."""

    item: str
    text: str
    part: str
    provisions: list[tuple[str, Both]]
    """(Slug of the law, provision in both languages)."""


def union(laws: Iterable[Regime]) -> Iterator[Asked]:
    """Everything that any of these laws asks for, each item once."""
    laws = tuple(laws)
    for item, (text, part) in ITEMS.items():
        provisions = [(law.slug, one.provision) for law in laws for one in law.contents if one.item == item]
        if provisions:
            yield Asked(item, text, part, provisions)
