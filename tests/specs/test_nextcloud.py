"""Nextcloud's own descriptions (OCS, Forms, Tables, Talk) as referees; of comments they describe no path."""

from contextlib import ExitStack

import httpx
from tests.specs.referee import assert_no_violation, behind_prism, needs_prism, needs_specs

WHOLE = {
    "/ocs/v2.php/cloud/user": "nextcloud/provisioning_api.openapi.json",
    "/ocs/v2.php/cloud/users": "nextcloud/provisioning_api.openapi.json",
    "/ocs/v2.php/cloud/capabilities": "nextcloud/core.openapi.json",
    "/ocs/v2.php/search": "nextcloud/core.openapi.json",
    "/ocs/v2.php/apps/files_sharing": "nextcloud/files_sharing.openapi.json",
    "/ocs/v2.php/apps/forms": "nextcloud/forms.openapi.json",
    "/ocs/v2.php/apps/tables": "nextcloud/tables.openapi.json",
    "/index.php/apps/tables": "nextcloud/tables.openapi.json",
    "/ocs/v2.php/apps/spreed": "nextcloud/spreed.openapi.json",
}
"""All are loaded whole; what of DAV the connector asks is WebDAV, which none describes."""
WRONG = (
    "/deletedshares",  # `file_target` is said to be a number, where servers give a path
    "/rows",  # `data` is said to be one cell, where servers give a list of cells
    "/chat/talkroom4",  # what stands in for {mention-user1} is said to be of objects, where servers give texts
)
"""Answers that a description gets wrong; all other conversations, shares and tables are judged."""

pytestmark = [needs_specs, needs_prism]


def test_no_violation() -> None:
    assert_no_violation("nextcloud", {}, WRONG, WHOLE)


def test_the_referee_objects_where_paths_are_not_cut_off() -> None:
    violations: list[str] = []
    talk = {prefix: spec for prefix, spec in WHOLE.items() if "spreed" in prefix}
    with ExitStack() as running:
        connected = behind_prism("nextcloud", {}, running, violations, whole=talk)
        root, login = connected.access.setting("url"), ("sam", connected.access.secrets("accounts")["sam"])
        headers = {"OCS-APIRequest": "true", "Accept": "application/json"}
        path = "/ocs/v2.php/apps/spreed/api/v1/chat/talkroom1"
        httpx.get(f"{root}{path}?lookIntoFuture=7", headers=headers, auth=login, timeout=60)
    assert len(violations) == 1
