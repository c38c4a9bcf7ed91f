"""The states of a request, and what other vocabularies call them (DPV 2.3, Data Rights Protocol 0.9.4, OpenDSR 1.0)."""

from typing import Literal, NamedTuple

State = Literal[
    "received", "acknowledged", "awaiting_identity", "awaiting_clarification", "collecting", "review", "extended",
    "fulfilled", "partial", "refused", "withdrawn", "lapsed",
]  # fmt: skip
STATES: tuple[State, ...] = State.__args__  # type: ignore[attr-defined]
ENDED: frozenset[State] = frozenset({"fulfilled", "partial", "refused", "withdrawn", "lapsed"})


class Abroad(NamedTuple):
    """One state in the words of others; an empty text: they have none."""

    dpv: tuple[str, ...]
    drp: str
    opendsr: str


ABROAD: dict[State, Abroad] = {
    "received": Abroad(("dpv:RequestInitiated",), "open", "pending"),
    "acknowledged": Abroad(("dpv:RequestAcknowledged",), "in_progress", "in_progress"),
    "awaiting_identity": Abroad(
        ("dpv:RequestRequiresAction", "justifications:IdentityVerificationRequired"),
        "in_progress/need_user_verification",
        "pending",
    ),
    "awaiting_clarification": Abroad(
        ("dpv:RequestRequiresAction", "justifications:InformationRequired"), "in_progress", "pending"
    ),
    "collecting": Abroad(("dpv:RequestAccepted",), "in_progress", "in_progress"),
    "review": Abroad(("dpv:RequestAccepted",), "in_progress", "in_progress"),
    "extended": Abroad(
        ("dpv:RequestActionDelayed", "eu-gdpr:JustificationA12Complexity"), "in_progress", "in_progress"
    ),
    "fulfilled": Abroad(("dpv:RequestFulfilled",), "fulfilled", "completed"),
    "partial": Abroad(("dpv:RequestFulfilled",), "fulfilled", "completed"),
    "refused": Abroad(("dpv:RequestRejected", "dpv:RequestUnfulfilled"), "denied", "completed"),
    "withdrawn": Abroad((), "revoked", "cancelled"),
    "lapsed": Abroad((), "expired", "cancelled"),
}
