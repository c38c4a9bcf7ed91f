"""Nextcloud's entries that were edited or moved before they are corrected."""

from collections.abc import Iterator

import pytest
from tests.connectors.nextcloud_correct_shared import answering, asked, carried, tree

from sar.http import Request, Response
from sar.testing.faults import Faulty
from sar.testing.mending import Mending, mending


@pytest.fixture
def mends() -> Iterator[Mending]:
    with mending("nextcloud") as one:
        yield one


def test_an_edit_between_the_look_and_the_write_is_a_conflict(mends: Mending) -> None:
    """412: somebody was faster by a moment; what they wrote stays."""
    place = "addressbooks/sam/contacts/ann.vcf"

    def edited(request: Request) -> Response | None:
        if "X-EDITED" not in tree(mends)[place]:
            tree(mends)[place] = tree(mends)[place].replace("REV:", "X-EDITED:yes\r\nREV:")
        return None

    done = carried(mends, {"phone": "+15145550123"}, through=answering("ann.vcf", edited))
    assert done["contact:sam/contacts/ann.vcf"].state == "conflict"
    assert "X-EDITED:yes" in tree(mends)[place]
    assert "+15145550123" not in tree(mends)[place]


def test_a_write_names_the_version_and_nothing_is_written_without(mends: Mending) -> None:
    ways: list[Faulty] = []
    carried(mends, {"email": "ann.roy@example.com"}, through=asked(ways))
    writes = [one for one in ways[0].requests if one.method == "PUT" and "remote.php" in one.url.path]
    assert len(writes) == 6
    assert all(one.headers["If-Match"].startswith('"') for one in writes)


def test_a_server_that_tells_no_version_is_not_written_to(mends: Mending) -> None:
    plan = mends.plan({"phone": "+15145550123"})
    before = dict(tree(mends))

    def bare(request: Request, _: int) -> Response | None:
        if request.method != "GET" or not request.url.path.endswith("ann.vcf"):
            return None
        return Response(200, content=before["addressbooks/sam/contacts/ann.vcf"].encode(), request=request)

    done = {one.change.source_id: one for one in mends.apply(plan.request, lambda inner: Faulty(inner, bare))}
    assert done["sam/contacts/ann.vcf"].state == "failed"
    assert tree(mends) == before


def test_what_was_moved_since_the_search_is_told(mends: Mending) -> None:
    plan = mends.plan({"phone": "+15145550123"})
    del tree(mends)["addressbooks/sam/contacts/ann.vcf"]
    done = {one.change.source_id: one for one in mends.apply(plan.request)}
    assert done["sam/contacts/ann.vcf"].state == "failed"
    assert done["aarcher:phone"].state == "verified"
