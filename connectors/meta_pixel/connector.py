"""Meta Pixel: its events come back to nobody; answers to lead forms do."""

from collections.abc import Iterator

from sar.sdk import Context, Finding, Gap, NotSearchable, Record, Said, Search, SettingsError

from .api import Api
from .evidence import parts
from .leads import Form

REASON = "Meta gives the events of a pixel back to nobody: its interface takes them in and shows counts only."
ALWAYS = (
    Said(
        "E-mail addresses, telephone numbers and names reach Meta hashed, and are joined there with people's accounts; "
        "the firm cannot see with whose."
    ),
    Said(
        "Who is in a custom audience can be read by nobody; a person can be taken out of all audiences of an ad "
        "account by the hash of their e-mail address or telephone number."
    ),
    Said(
        "In their own Facebook or Instagram account, the person can see and clear what websites told Meta about them, "
        "under Your activity off Meta technologies, and download their information."
    ),
)
OLD = "Answers to lead forms can be read from Meta for about 90 days only."
FORMS = "Lead forms that the firm named and that were read: {number}."
WHERE = "See Events Manager and the page's lead forms."
NO_FORMS = "The firm names no lead form of Meta's."


class MetaPixel:
    """Reads lead forms, and collects evidence for the rest."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def check(self) -> Iterator[Finding]:
        """Whether the token reaches each pixel, ad account and lead form."""
        pixels, accounts, forms = self._numbers("pixels"), self._accounts(), self._numbers("forms")
        api = Api(self._context)
        gaps = [one for one in parts(api, pixels, accounts) if isinstance(one, Gap)]
        for number in forms:
            gaps += Form.readable(api, number)
        for gap in gaps:
            yield Finding("warning", gap.what, gap.remedy, gap.values)
        if not gaps:
            yield Finding("ok", "pixels, ad accounts and lead forms can be read")
        yield Finding("note", "events of a pixel cannot be searched: each request gets its settings as evidence")
        if not forms:
            yield Finding("note", "no lead form is named: answers to Lead Ads are not searched")

    def find(self, search: Search) -> Iterator[Record | Gap | NotSearchable]:
        """Lead forms first, then the evidence for what cannot be searched."""
        pixels, accounts, forms = self._numbers("pixels"), self._accounts(), self._numbers("forms")
        api = Api(self._context)
        yield Gap(FORMS, values={"number": str(len(forms))}) if forms else Gap(NO_FORMS)
        if forms:
            yield Gap(OLD)
        for number in forms:
            search.progress("a lead form")
            yield from Form(api, search, number).find()
        search.progress("pixels")
        told: list[Said] = []
        for one in parts(api, pixels, accounts):
            if isinstance(one, Gap):
                yield one
            else:
                told.append(one)
        yield NotSearchable(REASON, (*told, *ALWAYS))

    def _numbers(self, name: str) -> list[str]:
        values = [str(one).strip() for one in self._context.setting(name) or []]
        if not all(one.isdigit() for one in values) or (name == "pixels" and not values):
            raise SettingsError("{name} of Meta Pixel are numbers", WHERE, name=name)
        return values

    def _accounts(self) -> list[str]:
        """Ad accounts as Graph names them."""
        values = [str(one).strip().removeprefix("act_") for one in self._context.setting("ad_accounts") or []]
        if not all(one.isdigit() for one in values):
            raise SettingsError("ad_accounts of Meta Pixel are numbers", "See Ads Manager, at the top left.")
        return [f"act_{one}" for one in values]
