"""Processors made ready to be searched: from credentials.toml, or imitated by the bundled sandboxes."""

import os
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from sar.collect import Source
from sar.context import Access, Tokens
from sar.http import Policy, in_process
from sar.leases import Leases
from sar.limits import Buckets, Pace
from sar.registry import Registry
from sar.sandbox import Imitation, World
from sar.settings import Http, Processor, imitable


def configured(
    processors: Iterable[Processor],
    registry: Registry,
    http: Http,
    buckets: Buckets,
    credentials: Path | None,
    *,
    leases: Leases | None = None,
) -> list[Source]:
    """The processors of credentials.toml, each under its connector's limits; with leases over all machines."""
    policy = policy_of(http)

    def source(processor: Processor) -> Source:
        pace, tokens = _pace(processor, buckets, leases), Tokens()
        return Source(
            processor,
            lambda: registry.load(processor.connector),
            lambda: Access(processor, policy, pace, credentials=credentials, tokens=tokens),
        )

    return [source(processor) for processor in processors]


def imitated(registry: Registry, tables: Mapping[str, Mapping[str, Any]]) -> list[Source]:
    """These processors, each on a fresh imitation of its own; a table may be empty."""
    return [_imitated(registry, imitable(table, name, registry)) for name, table in tables.items()]


def bundled(registry: Registry) -> dict[str, dict[str, Any]]:
    """Every connector that brings a sandbox, as a processor of its own name."""
    return {slug: {} for slug in registry.manifests if registry.imitable(slug)}


def _imitated(registry: Registry, described: Processor) -> Source:
    manifest = described.manifest
    imitation: Imitation = registry.sandbox(manifest.slug).imitate(World(manifest.slug, manifest.folder))
    own = {name: value for name, value in described.values.items() if name in imitation.free}
    values = {**described.values, **imitation.settings, **own}
    processor = Processor(described.name, manifest.slug, manifest, values, imitation.answers)
    kept: dict[str, str] = {}
    tokens = Tokens()
    policy = Policy(wait=0.01, wait_max=0.1)
    return Source(
        processor,
        lambda: registry.load(manifest.slug),
        lambda: Access(
            processor,
            policy,
            transport=in_process(imitation.app, _latency()),
            through=imitation.dial,
            place_instead=imitation.place,
            kept=kept,
            tokens=tokens,
        ),
    )


def _latency() -> float:
    """Seconds that each call to a sandbox takes, to see how a run behaves over a network."""
    return float(os.environ.get("SAR_SANDBOX_LATENCY") or 0)


def policy_of(http: Http) -> Policy:
    """The `[http]` table of sar.toml as the network seam takes it."""
    return Policy(
        timeout=http.timeout,
        deadline=http.deadline,
        attempts=http.attempts,
        wait=http.wait,
        wait_max=http.wait_max,
        retry_after_max=http.retry_after_max,
        max_body=http.max_body_mb << 20,
        max_calls=http.max_calls,
    )


def _pace(processor: Processor, buckets: Buckets, leases: Leases | None) -> Pace:
    limit = processor.limit
    key = f"{processor.connector}:{processor.name}"
    elsewhere = partial(leases.connection, key, limit.concurrency) if leases else nullcontext
    return Pace(buckets, key, rate=limit.rate, per=limit.per, concurrency=limit.concurrency, elsewhere=elsewhere)
