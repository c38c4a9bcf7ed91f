"""Whether the key may change accounts, comments and customers: asked of WordPress, without changing anything.

Every answer on an object names in `Allow` what the key may do with it: in a network of sites an administrator
has the right to edit accounts by name, and not in fact.
"""

from collections.abc import Iterator

from sar.sdk import Denied, Finding, Missing, Rejected, id_of

from .accounts import USERS
from .api import Api
from .comments import COMMENTS
from .coverage import BY_REST
from .key import RIGHTS, who_am_i
from .shop import SHOP

ACCOUNTS = "the key may read accounts and not change them"
COMMENTED = "the key may read comments and not change them"
NETWORK = "Use the application password of an administrator; in a network of sites, of the network's administrator."
SHOP_READS = "the shop's own key may read customers and not change them"
SHOP_WRITES = "Give the key of WooCommerce (woo_key) the permission Read/Write, or remove it from the settings."


def findings(api: Api) -> Iterator[Finding]:
    """An error for each thing that the key may not change."""
    namespaces = api.index()["namespaces"]
    try:
        me = who_am_i(api)
    except Denied as error:
        yield Finding("error", error.message, RIGHTS, error.values)
        return
    # one's own account everybody may change
    if not _open(api, USERS, id_of(me)):
        yield Finding("error", ACCOUNTS, NETWORK)
    if not _open(api, COMMENTS):
        yield Finding("error", COMMENTED, NETWORK)
    if BY_REST["woocommerce"] in namespaces and api.has_key("wc") and not _shop_writes(api):
        yield Finding("error", SHOP_READS, SHOP_WRITES)


def _open(api: Api, route: str, own: str = "") -> bool:
    """Whether the first object of a list may be changed; there is nothing to change in an empty one."""
    number = next((id_of(row) for row in api.whole(route, per_page=2) if id_of(row) != own), "")
    return not number or api.allows(f"{route}/{number}")


def _shop_writes(api: Api) -> bool:
    """A key's own permission is looked at first, and tells by no other way: customer 0 does not exist."""
    try:
        api.write(f"{SHOP}/customers/0", {})
    except (Missing, Rejected):
        return True
    except Denied:
        return False
    return True
