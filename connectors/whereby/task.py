"""Whereby Meetings has no API: the search ends in a letter."""

from sar.sdk import Awaiting, Context, Said, Search, filled, listed

from .letters import ACCOUNT, AGREEMENT, LETTERS

TASK = (
    "Whereby Meetings cannot be searched by a program: Whereby is asked in writing, and the firm looks through its "
    "own account there."
)


def task(context: Context, search: Search) -> Awaiting:
    """Whom to ask for what, with the letters."""
    contact = str(context.setting("contact"))
    letters = {lang: _letter(context, search, lang) for lang in sorted(LETTERS)}
    return Awaiting(task=Said(TASK), to=contact, letters=letters)


def _letter(context: Context, search: Search, lang: str) -> str:
    account, agreement = str(context.setting("account")), str(context.setting("agreement"))
    return filled(
        LETTERS[lang],
        {
            "contact": str(context.setting("contact")),
            "account": ACCOUNT[lang].format(account=account) if account else "",
            "agreement": AGREEMENT[lang].format(agreement=agreement) if agreement else "",
            "identifiers": listed(_named(search)),
        },
    )


def _named(search: Search) -> list[str]:
    """The least that serves: accounts at Whereby go by e-mail address; anything else only where none is known."""
    for kind in ("email", "phone", "name", "room", "username"):
        values = [one.value for one in search.matcher.of(kind)]
        if values:
            return values
    return []
