"""The tables, the same on SQLite and PostgreSQL; what is personal stands in columns named `sealed`."""

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, MetaData, Table
from sqlalchemy import Text as AnyText

VERSION = "6"

CHANGES = {
    "1": (
        "alter table identifiers add column state text not null default 'followed'",
        "alter table identifiers add column doubt text not null default ''",
    ),
    "2": ("alter table requests add column case_sealed {bytes}",),
    "3": (),
    "4": (),
    "5": (),
}
"""Version → what makes it the next one; new tables come by themselves."""

BYTES = {"sqlite": "blob", "postgresql": "bytea"}
Text = AnyText().with_variant(AnyText(collation="C"), "postgresql")
"""Compared byte by byte on both, so that what is listed in an order is in the same one."""

metadata = MetaData()

meta = Table("meta", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

requests = Table(
    "requests",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("received", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("created", Text, nullable=False),
    Column("sandbox", Integer, nullable=False),
    Column("case_sealed", LargeBinary),  # the laws, the clock, who the person is, what was sent
    Column("sealed_key", LargeBinary),  # null after a purge: nothing of the request can be opened again
)

identifiers = Table(
    "identifiers",
    metadata,
    Column("request_id", Text, primary_key=True),
    Column("digest", Text, primary_key=True),  # HMAC of kind, scope and canonical value
    Column("position", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("state", Text, nullable=False, server_default="followed"),  # followed, waiting, declined
    Column("doubt", Text, nullable=False, server_default=""),  # a sentence of ours: why it is not followed by itself
)

learnt = Table(
    "learnt",
    metadata,
    Column("request_id", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("record_id", Text, primary_key=True),  # the record that gave it
    Column("sealed", LargeBinary, nullable=False),
)

units = Table(
    "units",
    metadata,
    Column("request_id", Text, primary_key=True),
    Column("processor", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("connector", Text, nullable=False),
    Column("state", Text, nullable=False),  # waiting, running, done
    Column("complete", Integer, nullable=False, default=0),
    Column("searched_at", Text, nullable=False, default=""),
    Column("sealed", LargeBinary),  # the outcome and what was searched by
)

gaps = Table(
    "gaps",
    metadata,
    Column("request_id", Text, primary_key=True),
    Column("processor", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

records = Table(
    "records",
    metadata,
    Column("request_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("processor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("rank", Integer, nullable=False),  # the kind's place in the dossier
    Column("occurred_at", Text, nullable=False),  # ISO in UTC, or empty
    Column("proven", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
Index("records_in_order", records.c.request_id, records.c.proven, records.c.rank, records.c.processor,
      records.c.occurred_at, records.c.id)  # fmt: skip

decisions = Table(
    "decisions",
    metadata,
    Column("request_id", Text, primary_key=True),
    Column("digest", Text, primary_key=True),  # HMAC of what it is about
    Column("position", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

corrections = Table(
    "corrections",
    metadata,
    Column("request_id", Text, primary_key=True),
    Column("digest", Text, primary_key=True),  # HMAC of the changed object, or `plan`
    Column("position", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # the plan, or a change with what came of it
)

replaced = Table(
    "replaced",
    metadata,
    Column("digest", Text, primary_key=True),  # HMAC of an address that was corrected, or of the new one
    Column("request_id", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # the other one
)

blobs = Table(
    "blobs",
    metadata,
    Column("request_id", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("at", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("hash", Text, nullable=False),  # over the previous hash and this row
)

batches = Table(
    "batches",
    metadata,
    Column("id", Text, primary_key=True),
    Column("created", Text, nullable=False),
    Column("sandbox", Integer, nullable=False),
    Column("digest", Text, nullable=False),  # HMAC of the lines it was made of, which themselves are not kept
    Column("lines", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # where to and in which forms; what was wrong with refused lines
)

batch_requests = Table(
    "batch_requests",
    metadata,
    Column("batch_id", Text, primary_key=True),
    Column("request_id", Text, primary_key=True),
    Column("line", Integer, nullable=False),
    Column("state", Text, nullable=False),  # waiting, done
    Column("calls", Integer, nullable=False, default=0),  # made for this request alone
)
Index("batch_of_a_request", batch_requests.c.request_id)

batch_calls = Table(
    "batch_calls",
    metadata,
    Column("batch_id", Text, primary_key=True),
    Column("processor", Text, primary_key=True),
    Column("searches", Integer, nullable=False),  # of one subject each, a pass for many counting as many
    Column("passes", Integer, nullable=False),  # each for many subjects at once
    Column("calls", Integer, nullable=False),
)

buckets = Table("buckets", metadata, Column("key", Text, primary_key=True), Column("tat", Float, nullable=False))

leases = Table(
    "leases",
    metadata,
    Column("key", Text, primary_key=True),  # a processor's connections, or a request that is being answered
    Column("place", Integer, primary_key=True),  # which of as many as there are
    Column("owner", Text, nullable=False),  # a process, by a random name
    Column("until", Float, nullable=False),  # by the database's clock; then anybody may take it
)

slots = Table(
    "slots",
    metadata,
    Column("schedule", Text, primary_key=True),
    Column("at", Text, primary_key=True),  # the moment it was due, ISO in UTC: so each is taken once, by whoever
    Column("taken", Text, nullable=False),
    Column("state", Text, nullable=False),  # running, done, incomplete, failed, missed
    Column("batch_id", Text, nullable=False, server_default=""),
)

packages = Table(
    "packages",
    metadata,
    Column("request_id", Text, primary_key=True),
    Column("made", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # what each record in the portable package looked like
)

SEALED = (records, blobs, gaps, identifiers, learnt, decisions, corrections, replaced, packages)
"""Tables whose rows are nothing but what a request's key opens."""
