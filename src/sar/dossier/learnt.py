"""How an identifier was learnt, in a sentence."""

from sar.dossier import words
from sar.dossier.model import Searched
from sar.i18n import Translator
from sar.identifiers import CORRECTED


def learnt(one: Searched, say: Translator) -> str:
    """From the request, or from which record of which system, and of when."""
    if not one.learnt_at:
        return say(words.CORRECTED if one.identifier.source == CORRECTED else words.ASKED)
    told = {"system": one.learnt_at, "title": one.learnt_from}
    if one.identifier.seen and one.last_seen:
        span = {"first": say.moment(one.identifier.seen), "last": say.moment(one.last_seen)}
        return say(words.LEARNT_OFTEN, {"system": one.learnt_at, "n": say.number(one.times), **span})
    if one.identifier.seen:
        return say(words.LEARNT_THEN, {**told, "moment": say.moment(one.identifier.seen)})
    return say(words.LEARNT, told)
