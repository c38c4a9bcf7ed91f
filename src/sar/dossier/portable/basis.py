"""Whether the register's legal basis is consent or a contract, on which alone the right rests in Europe."""

import re
from collections.abc import Iterable
from typing import Literal

from sar.records import Record
from sar.register import Register

Basis = Literal["consent_or_contract", "other", "unstated"]

TERMS = re.compile(
    r"dpv:(\w*Consent|Contract|ContractPerformance|EnterIntoContract|PreContractual\w*)"
    r"|eu-gdpr:A(6-1-a|6-1-b|9-2-a)(-[\w-]+)?"
)
PROVISIONS = re.compile(
    r"\b(6\b\D{0,10}1\W{0,3}(point |letter |lettre )?[ab]|9\b\D{0,10}2\W{0,3}(point |letter |lettre )?a)\b"
)
WORDS = re.compile(
    r"(your |explicit |express |expressed |implied )?consent\b|consentement\b"
    r"|(the |a )?contract\b|(le |un )?contrat\b|(performance|conclusion) of (a|the|your) contract\b"
    r"|(exécution|conclusion) d(u|e votre|'un|’un) contrat\b"
)
NEGATED = re.compile(r"\b(not|no|without|sans|pas|aucun|non)\b")


def basis_of(record: Record, register: Register) -> Basis:
    """What permits the processing of a record: as its processor says, else its category."""
    stated = next((one.basis for one in register.of(record) if one and one.basis), None)
    if not stated:
        return "unstated"
    return "consent_or_contract" if any(map(_opens, _texts(stated))) else "other"


def _texts(stated: Iterable[str]) -> Iterable[str]:
    return (" ".join(text.split()) for text in stated)


def _opens(text: str) -> bool:
    if TERMS.fullmatch(text):
        return True
    folded = text.casefold()
    if NEGATED.search(folded):
        return False
    return bool(WORDS.match(folded) or (_european(folded) and PROVISIONS.search(folded)))


def _european(folded: str) -> bool:
    """Whether a provision's number is one of the Regulation's, not of another law that the text names."""
    return not re.search(r"\b(p-39|lrpde|pipeda|c-\d)", folded)
