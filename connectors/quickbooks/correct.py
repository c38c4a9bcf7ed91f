"""Reading and writing one customer, vendor or employee: a sparse update under the lock of its SyncToken.

https://developer.intuit.com/app/developer/qbo/docs/api/accounting/all-entities/customer: without `sparse` everything
that is not sent would be emptied. An inactive entry is written as it is, and stays inactive.
"""

import json
from uuid import NAMESPACE_URL, uuid5

from sar.sdk import Change, Reading, text_of

from . import holding
from .api import Api


def read(api: Api, change: Change) -> Reading:
    """The entry now."""
    row = api.one(change.type, change.source_id)
    return Reading({one.path: holding.value(row, one) for one in change.alterations}, text_of(row, "SyncToken"), row)


def apply(api: Api, change: Change, now: Reading) -> None:
    """One sparse update of what changes; a SyncToken that is stale by then is refused (fault 5010)."""
    lock = {"Id": change.source_id, "SyncToken": now.stamp, "sparse": True}
    body = {**lock, **holding.body(now.held, change.alterations)}
    # the same update of the same version has the same name: sent again after a fault, it is carried out once
    named = f"{api.company}/{change.type}/{json.dumps(body, sort_keys=True)}"
    api.write(change.type, body, str(uuid5(NAMESPACE_URL, named)))
