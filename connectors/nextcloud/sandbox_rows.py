"""Whole rows as Nextcloud gives them, from what the fixtures say of each, and more of them than one page holds."""

from typing import Any

Row = dict[str, Any]
SHARED = {"read": True, "create": False, "update": False, "delete": False, "manage": False}


def fill(state: dict[str, Any]) -> None:
    """Accounts, cards, events, answers, rows and messages beyond the first page."""
    users = [*state["users"], *({"id": f"guest-{number:02}", "enabled": False} for number in range(1, 61))]
    state["users"] = {one["id"]: user(one) for one in users}
    for number in range(1, 71):
        card = f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Filler {number}\r\nEMAIL:filler{number}@example.net\r\nEND:VCARD\r\n"
        state["tree"][f"addressbooks/sam/contacts/filler{number}.vcf"] = card
        event = f"BEGIN:VEVENT\r\nUID:filler{number}\r\nDTSTART:20260101T090000Z\r\nSUMMARY:Filler\r\nEND:VEVENT\r\n"
        whole = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{event}END:VCALENDAR\r\n"
        state["tree"][f"calendars/sam/personal/filler{number}.ics"] = whole
    for number in range(100, 160):
        state["submissions"].insert(0, {"id": number, "form": 1, "answers": {"1": f"filler{number}@example.net"}})
        state["rows"].insert(0, {"id": number, "table": 1, "cells": {"1": f"filler{number}@example.net"}})
    for number in range(1000, 1450):
        state["messages"].append(
            {"id": number, "room": "talkroom1", "actor": "users/sam", "message": f"Filler {number}"}
        )
    for number in range(1, 131):
        state["files"].append({"id": 9000 + number, "owner": "sam", "path": f"/Old/joann@example.com {number}.pdf"})


def user(given: Row) -> Row:
    """A profile."""
    texts = (
        "address", "biography", "fediverse", "headline", "locale", "manager", "organisation", "phone", "role",
        "twitter", "website", "profile_enabled", "pronouns",
    )  # fmt: skip
    base: Row = dict.fromkeys(texts, "")
    base |= {"additional_mail": [], "backend": "Database", "email": f"{given['id']}@example.net", "enabled": True}
    base |= {"backendCapabilities": {"setDisplayName": True, "setPassword": True}, "groups": [], "subadmin": []}
    base |= {"language": "en", "lastLogin": 0, "notify_email": None, "quota": {"used": 0}, "firstLoginTimestamp": -1}
    name = given.get("displayname", given["id"])
    return {**base, "display-name": name, "displayname": name, **given}


def share(given: Row, path: str, owner: Row) -> Row:
    """A share; links and mail shares carry the token that opens them."""
    kind = given["share_type"]
    secret = {"token": f"t0ken{given['id']}", "url": f"https://cloud.example.org/s/t0ken{given['id']}"}
    return {
        "id": str(given["id"]), "share_type": kind, "share_with": given.get("share_with"),
        "share_with_displayname": given.get("share_with_displayname", given.get("share_with") or ""),
        "uid_owner": owner["id"], "displayname_owner": owner["displayname"], "uid_file_owner": owner["id"],
        "displayname_file_owner": owner["displayname"], "permissions": 17, "stime": 1788000000, "parent": None,
        "expiration": None, "token": None, "note": given.get("note", ""), "label": given.get("label", ""),
        "share_with_link": "", "path": path, "item_type": "file", "mimetype": "application/pdf", "has_preview": False,
        "storage": 1, "storage_id": "home::" + owner["id"], "item_source": given["file"], "file_source": given["file"],
        "file_parent": 2, "file_target": path, "item_size": 1024, "item_mtime": 1788000000, "can_edit": True,
        "can_delete": True, "attributes": None, "is-mount-root": False, "mount-type": "", "hide_download": 0,
        "mail_send": 0, **(secret if kind in {3, 4} else {}),
    }  # fmt: skip


def form(given: Row) -> Row:
    """A form in a list; an account without the right to its results sees it too."""
    return {
        "id": given["id"], "hash": f"form{given['id']}hash", "title": given["title"], "expires": 0, "state": 0,
        "permissions": given["permissions"], "partial": True, "lockedBy": None, "lockedUntil": None,
        "maxSubmissions": None,
    }  # fmt: skip


def submission(given: Row) -> Row:
    """A submission with its answers."""
    number, user_id = given["id"], given.get("user", f"anon-user-{given['id']}")
    answers = [
        {"id": number * 10 + place, "submissionId": number, "fileId": None, "questionId": int(question), "text": text}
        for place, (question, text) in enumerate(given["answers"].items())
    ]
    return {
        "id": number, "formId": given["form"], "userId": user_id, "timestamp": 1788000000 + number, "answers": answers,
        "userDisplayName": given.get("name", "Anonymous response"),
    }  # fmt: skip


def question(given: Row) -> Row:
    """A question; what its answer must look like is in `extraSettings`."""
    return {
        "id": given["id"], "formId": given["form"], "order": 1, "type": "short", "isRequired": False, "name": "",
        "text": given["text"], "description": "", "options": [], "accept": [],
        "extraSettings": {"validationType": given["accepts"]} if "accepts" in given else {},
    }  # fmt: skip


def table(given: Row, uid: str) -> Row:
    """A table as an account sees it."""
    return {
        "id": given["id"], "title": given["title"], "emoji": None, "ownership": given["owner"], "views": [],
        "ownerDisplayName": given["owner"], "createdBy": given["owner"], "createdAt": "2026-01-01 08:00:00",
        "lastEditBy": given["owner"], "lastEditAt": "2026-01-01 08:00:00", "archived": False, "favorite": False,
        "isShared": given["owner"] != uid, "onSharePermissions": SHARED, "hasShares": False, "rowsCount": 1,
        "description": "", "columnsCount": 3, "columnOrder": [], "sort": [],
    }  # fmt: skip


def view(given: Row, uid: str) -> Row:
    """A view of a table."""
    return {
        "id": given["id"], "tableId": given["table"], "title": given["title"], "technicalName": None, "emoji": None,
        "ownership": given["owner"], "ownerDisplayName": given["owner"], "createdBy": given["owner"],
        "dataByAlias": {}, "createdAt": "2026-01-01 08:00:00", "lastEditBy": given["owner"],
        "lastEditAt": "2026-01-01 08:00:00", "description": "", "columns": [1], "columnSettings": [], "sort": [],
        "filter": [], "isShared": given["owner"] != uid, "favorite": False, "onSharePermissions": SHARED,
        "hasShares": False, "rowsCount": 1,
    }  # fmt: skip


def cells(given: Row) -> Row:
    """A row of a table."""
    by = given.get("by", "sam")
    return {
        "id": given["id"], "tableId": given["table"], "createdBy": by, "createdAt": "2026-02-01 08:00:00",
        "lastEditBy": given.get("edited_by", by), "lastEditAt": "2026-02-02 08:00:00",
        "data": [{"columnId": int(column), "value": value} for column, value in given["cells"].items()],
        "dataByAlias": {},
    }  # fmt: skip


def column(number: int, title: str, table_id: int) -> Row:
    """A column."""
    return {
        "id": number, "uuid": f"00000000-0000-4000-8000-{number:012}", "title": title, "technicalName": f"c{number}",
        "tableId": table_id, "createdBy": "sam", "createdByDisplayName": "Sam Steward", "mandatory": False,
        "createdAt": "2026-01-01 08:00:00", "lastEditBy": "sam", "lastEditByDisplayName": "Sam Steward",
        "lastEditAt": "2026-01-01 08:00:00", "type": "text", "subtype": "line", "description": "", "orderWeight": 0,
        "numberDefault": 0, "numberMin": 0, "numberMax": 0, "numberDecimals": 0, "numberPrefix": "",
        "numberSuffix": "", "textDefault": "", "textAllowedPattern": "", "textMaxLength": 0, "textUnique": False,
        "selectionOptions": "", "selectionDefault": "", "datetimeDefault": "", "usergroupDefault": "",
        "usergroupMultipleItems": False, "usergroupSelectUsers": False, "usergroupSelectGroups": False,
        "usergroupSelectTeams": False, "showUserStatus": False, "customSettings": {"width": 100},
        "viewColumnInformation": {"columnId": number, "order": 0, "readonly": False, "mandatory": False},
    }  # fmt: skip


def room(given: Row, uid: str) -> Row:
    """A conversation as an account sees it."""
    numbers = (
        "attendeeId", "attendeePermissions", "breakoutRoomMode", "breakoutRoomStatus", "callFlag", "callPermissions",
        "callRecording", "callStartTime", "defaultPermissions", "lastActivity", "lastCommonReadMessage", "lastPing",
        "lastReadMessage", "listable", "lobbyState", "lobbyTimer", "mentionPermissions", "messageExpiration",
        "notificationCalls", "notificationLevel", "participantFlags", "permissions", "readOnly", "recordingConsent",
        "sipEnabled", "unreadMessages",
    )  # fmt: skip
    flags = (
        "canDeleteConversation", "canEnableSIP", "canLeaveConversation", "canStartCall", "hasCall", "hasPassword",
        "isCustomAvatar", "isFavorite", "unreadMention", "unreadMentionDirect", "isArchived", "isImportant",
        "isSensitive",
    )  # fmt: skip
    return {
        **dict.fromkeys(numbers, 0), **dict.fromkeys(flags, False), "id": given["id"], "token": given["token"],
        "type": 2, "name": given["name"], "displayName": given["name"], "description": given.get("description", ""),
        "actorId": uid, "actorType": "users", "attendeePin": None, "avatarVersion": "", "objectId": "",
        "objectType": "", "participantType": 1, "sessionId": "0",
    }  # fmt: skip


def participant(given: Row, token: str, place: int) -> Row:
    """Somebody in a conversation; of a guest invited by mail only moderators see the address."""
    kind, _, actor = given["actor"].partition("/")
    row = {
        "actorId": actor, "actorType": kind, "attendeeId": place, "attendeePermissions": 0, "attendeePin": "",
        "displayName": given["name"], "inCall": 0, "lastPing": 0, "participantType": 3, "permissions": 254,
        "roomToken": token, "sessionIds": [],
    }  # fmt: skip
    return {**row, "invitedActorId": given["invited"]} if "invited" in given else row


def message(given: Row) -> Row:
    """A message."""
    kind, _, actor = given["actor"].partition("/")
    return {
        "id": given["id"], "token": given["room"], "actorType": kind, "actorId": actor,
        "actorDisplayName": given.get("name", actor), "timestamp": 1788000000 + given["id"],
        "expirationTimestamp": 0, "message": given["message"], "messageParameters": given.get("parameters", {}),
        "messageType": "comment", "systemMessage": "", "isReplyable": True, "markdown": True, "reactions": {},
        "referenceId": "",
    }  # fmt: skip
