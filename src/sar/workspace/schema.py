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
    "5": (
        "alter table units add column outcome text not null default ''",
        "update units set outcome = last.outcome from "
        "(select request_id, {processor} as processor, {outcome} as outcome, "
        "row_number() over (partition by request_id, {processor} order by seq desc) as place from events "
        "where what = 'search ended') as last "
        "where last.place = 1 and last.request_id = units.request_id and last.processor = units.processor",
        "create index if not exists units_by_state on units (state, processor, outcome, complete, request_id)",
        "create index if not exists units_by_time on units (searched_at, processor)",
        "create index if not exists requests_of_batches_by_state on batch_requests (state, batch_id)",
        "alter table buckets add column shut {float} not null default 0",
        "alter table buckets add column minute integer not null default 0",
        "alter table buckets add column calls integer not null default 0",
        "alter table buckets add column calls_before integer not null default 0",
    ),
}
"""Version → what makes it the next one; new tables come by themselves, indexes of old ones do not."""

DIALECTS = {
    "sqlite": {
        "bytes": "blob",
        "float": "float",
        "processor": "json_extract(data, '$.processor')",
        "outcome": "json_extract(data, '$.outcome')",
    },
    "postgresql": {
        "bytes": "bytea",
        "float": "double precision",
        "processor": "cast(data as json) ->> 'processor'",
        "outcome": "cast(data as json) ->> 'outcome'",
    },
}
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
    Column("outcome", Text, nullable=False, server_default=""),  # its name only, to be counted
    Column("sealed", LargeBinary),  # the outcome and what was searched by
)
Index("units_by_state", units.c.state, units.c.processor, units.c.outcome, units.c.complete, units.c.request_id)
Index("units_by_time", units.c.searched_at, units.c.processor)

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
Index("requests_of_batches_by_state", batch_requests.c.state, batch_requests.c.batch_id)

batch_calls = Table(
    "batch_calls",
    metadata,
    Column("batch_id", Text, primary_key=True),
    Column("processor", Text, primary_key=True),
    Column("searches", Integer, nullable=False),  # of one subject each, a pass for many counting as many
    Column("passes", Integer, nullable=False),  # each for many subjects at once
    Column("calls", Integer, nullable=False),
)

buckets = Table(
    "buckets",
    metadata,
    Column("key", Text, primary_key=True),  # connector:processor
    Column("tat", Float, nullable=False),  # the next free moment
    Column("shut", Float, nullable=False, server_default="0"),  # until when the vendor said that it refuses
    Column("minute", Integer, nullable=False, server_default="0"),  # the last one in which it was asked
    Column("calls", Integer, nullable=False, server_default="0"),  # made in that minute
    Column("calls_before", Integer, nullable=False, server_default="0"),  # made in the minute before it
)

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
