"""What OVHcloud keeps about third persons: lists, and which values of their entries are addresses or numbers."""

from typing import NamedTuple

from sar.sdk import RecordKind


class Part(NamedTuple):
    """One list of entries."""

    what: str
    type: str
    kind: RecordKind
    path: str
    """Its address; the places are filled with names from the lists `within`."""
    within: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    text: str = ""
    time: str = ""
    keyed: bool = False
    """Its ids are addresses or numbers themselves: only those like the subject's are read."""
    filter: str = ""
    """The query by which it gives only the entries of one number: it may be too long to read whole."""
    depth: int = 9
    """How many of the names make an entry's id with its own: not those of the people whose list it is in."""


MAIL = ("/email/domain",)
LISTS = (*MAIL, "/email/domain/{}/mailingList")
EXCHANGE = ("/email/exchange", "/email/exchange/{}/service")
PRO, MXPLAN = ("/email/pro",), ("/email/mxplan",)
SMS = ("/sms",)
USERS, BOOKS = (*SMS, "/sms/{}/users"), (*SMS, "/sms/{}/phonebooks")
PRODUCTS = {
    "/domain/contact": "Contacts of domain names",
    "/email/domain": "Mail of domain names",
    "/email/exchange": "Exchange",
    "/email/pro": "Email Pro",
    "/email/mxplan": "MX Plan",
    "/sms": "Text messages",
    "/telephony": "Telephone lines",
}
"""What a region may not sell, by the address of its list."""


def _contacts(what: str, slug: str, path: str) -> Part:
    mails, phones = ("email", "spareEmail"), ("phone", "cellPhone", "fax")
    return Part(what, slug, "contact", path, (), mails, phones, ("firstName", "lastName"))


def _mailboxes(base: str, within: tuple[str, ...], slug: str, *names: str) -> tuple[Part, ...]:
    """Mailboxes, aliases and external contacts of one product, with their names in this order."""
    account, own = f"{base}/account", ("primaryEmailAddress", "login")
    box = Part(names[0], f"{slug}_mailbox", "account", account, within, own, (), ("firstName", "lastName"))
    alias = box._replace(
        what=names[1],
        type=f"{slug}_alias",
        path=f"{account}/{{}}/alias",
        within=(*within, account),
        emails=("alias",),
        depth=len(within),
    )
    contact = box._replace(
        what=names[2],
        type=f"{slug}_contact",
        kind="contact",
        path=f"{base}/externalContact",
        emails=("externalEmailAddress",),
    )
    return tuple(part._replace(time="creationDate", keyed=True) for part in (box, alias, contact))


def _messages(base: str, within: tuple[str, ...]) -> tuple[Part, ...]:
    sent = Part("Text messages sent", "sms_sent", "message", f"{base}/outgoing", within, (), ("receiver",))
    sent = sent._replace(text="message", time="creationDatetime", filter="receiver", depth=1)
    received = sent._replace(
        what="Text messages received",
        type="sms_received",
        path=f"{base}/incoming",
        phones=("sender",),
        filter="sender",
    )
    return received, sent, sent._replace(
        what="Text messages waiting", type="sms_waiting", path=f"{base}/jobs", filter=""
    )  # fmt: skip


PARTS: tuple[Part, ...] = (
    _contacts("Contacts of the account", "contact", "/me/contact"),
    _contacts("Contacts of domain names", "domain_contact", "/domain/contact"),
    Part("Users of the account", "user", "account", "/me/identity/user", (), ("email",), time="creation"),
    Part("Redirections of mail", "redirection", "account", "/email/domain/{}/redirection", MAIL, ("from", "to")),
    Part("Mailboxes of domains", "mailbox", "account", "/email/domain/{}/account", MAIL, ("email",)),
    Part("Mailing lists", "mailing_list", "account", "/email/domain/{}/mailingList", MAIL, ("ownerEmail", "replyTo")),
    Part("Subscribers of mailing lists", "subscriber", "subscription", "/email/domain/{}/mailingList/{}/subscriber",
         LISTS, ("email",), keyed=True),
    Part("Moderators of mailing lists", "moderator", "account", "/email/domain/{}/mailingList/{}/moderator",
         LISTS, ("email",), keyed=True),
    Part("Automatic answers of mailboxes", "responder", "message", "/email/domain/{}/responder", MAIL, ("copyTo",),
         text="content", time="from"),
    *_mailboxes("/email/exchange/{}/service/{}", EXCHANGE, "exchange",
                "Mailboxes of Exchange", "Aliases of Exchange", "External contacts of Exchange"),
    *_mailboxes("/email/pro/{}", PRO, "pro",
                "Mailboxes of Email Pro", "Aliases of Email Pro", "External contacts of Email Pro"),
    *_mailboxes("/email/mxplan/{}", MXPLAN, "mxplan",
                "Mailboxes of MX Plan", "Aliases of MX Plan", "External contacts of MX Plan"),
    *_messages("/sms/{}", SMS),
    *_messages("/sms/{}/users/{}", USERS),
    Part("Contacts for text messages", "sms_contact", "contact", "/sms/{}/phonebooks/{}/phonebookContact", BOOKS, (),
         ("homeMobile", "homePhone", "workMobile", "workPhone"), ("name", "surname")),
    Part("Numbers that get no text messages", "sms_blocked", "consent", "/sms/{}/blacklists", SMS, (), ("number",),
         keyed=True),
)  # fmt: skip
