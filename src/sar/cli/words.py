"""The words of the command line, in English: the catalogue holds the others."""

from sar.law.states import State
from sar.outcomes import Name

OUTCOMES: dict[Name, str] = {
    "found": "found",
    "nothing_held": "nothing held",
    "not_searchable": "not searchable",
    "awaiting": "awaiting an answer",
    "answered": "answered",
    "failed": "FAILED",
}

STATES: dict[State | str, str] = {
    "received": "received",
    "acknowledged": "acknowledged",
    "awaiting_identity": "awaiting identity",
    "awaiting_clarification": "awaiting clarification",
    "collecting": "collecting",
    "review": "under review",
    "extended": "extended",
    "fulfilled": "fulfilled",
    "partial": "fulfilled in part",
    "refused": "refused",
    "withdrawn": "withdrawn",
    "lapsed": "lapsed",
    "purged": "purged",
}

HEADINGS = ("Request", "Kind", "Received", "State", "Due", "Days left", "Laws", "Complete")
"""Of the list of requests."""

REQUESTS = {"access": "access", "portability": "portability", "rectification": "rectification"}

LEVELS = {"ok": "ok", "note": "note", "warning": "warning", "error": "error"}

FIRM = {
    "name": "Name of the firm",
    "address": "Its address",
    "officer": "Person in charge of personal information",
    "title": "Their title",
    "email": "Their e-mail address",
    "phone": "Their phone number",
    "website": "Web site",
}
"""What a person must be told of who answers."""

REGISTER = {
    "categories": "kinds of data",
    "purposes": "purposes",
    "means": "how they are collected",
    "basis": "what permits it",
    "recipients": "recipients",
    "places": "places",
    "retention": "how long they are kept",
    "staff": "who within the firm has access",
}
"""What a register must state."""

TERMS = {
    "categories": "  kinds of data: {terms}",
    "purposes": "  purposes: {terms}",
    "basis": "  permitted by: {terms}",
}

CONCLUSIONS = {
    "nothing": "nothing is held",
    "data": "data came in",
    "cannot_identify": "the person cannot be told apart",
    "refused": "refused",
}

QUESTIONS = {"identity": "who the person is", "clarification": "what they want"}
OUTCOMES_OF_CORRECTION = {"granted": "granted", "partial": "granted in part", "refused": "refused"}

CHANGES = {
    "planned": "planned",
    "intended": "begun, and not known whether written",
    "verified": "corrected",
    "conflict": "not written",
    "failed": "FAILED",
}
HAD_IT_ALREADY = "held the new value already"

ROLES = {"recipient": "recipient", "source": "gave the data"}
"""Why somebody is told of a correction."""

DUTIES = {"may": "may", "must": "must", "balance": "to be weighed"}
"""What a ground asks of the firm: it may withhold, must, or has to weigh."""

BATCHES = ("Batch", "Taken in", "Requests", "Answered", "Complete", "Bad lines")
"""Of the list of batches."""

BATCH = ("Line", "Request", "State", "Complete", "Records", "Calls", "Missing")
"""Of one batch."""

STATUS = ("Waiting", "In work", "Done")
"""Of batches, requests and searches."""

STANDINGS: dict[str, str] = {
    "waiting": "waiting",
    "done": "answered",
    "ended": "ended before",
    "purged": "purged",
    "refused": "bad line",
}

LACKING: dict[str, str] = {"waiting": "not searched to its end"} | {str(one): said for one, said in OUTCOMES.items()}
"""What came of a processor that did not give all."""

SCHEDULES = ("Schedule", "Times", "Next", "Last", "Outcome", "Batch")
SLOTS = {
    "first": "not due yet", "running": "running", "done": "complete", "incomplete": "incomplete", "failed": "failed",
    "missed": "missed",
}  # fmt: skip
