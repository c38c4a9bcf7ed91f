"""Whose key it is: a wrong application password is no error on public routes, which then give the anonymous view."""

from sar.sdk import Denied, inner, text_of

from .api import KEY, Api, Row

NEEDED = (
    "list_users", "edit_users", "moderate_comments", "edit_posts", "edit_others_posts", "read_private_posts",
    "edit_others_pages", "read_private_pages",
)  # fmt: skip
RIGHTS = "Use the application password of an administrator: Users > Profile > Application Passwords."


def lacking(me: Row) -> list[str]:
    """Which of the rights that a full search needs this account does not have."""
    if me.get("is_super_admin") is True:
        return []
    return [name for name in NEEDED if inner(me, "capabilities", name) is not True]


def who_am_i(api: Api) -> Row:
    """The account behind the key; `Denied` when it is nobody, or sees only a part."""
    me = api.one("/wp/v2/users/me")
    if not text_of(me, "id") or me.get("id") == 0:
        raise Denied("the application password was not accepted, or did not arrive", KEY, status=401)
    if lacking(me):
        raise Denied("the key is not an administrator's, so a part would be missed", RIGHTS, status=403)
    return me
