"""Asking a processor whether its key is valid and wide enough."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from sar.errors import ProcessorError, SettingsError
from sar.sdk import Finding
from sar.unit import Source

AT_ONCE = 8


def findings(source: Source) -> list[Finding]:
    """What one processor's check says; an error that ends it is its last finding."""
    return list(_checked(source))


def all_findings(sources: Sequence[Source]) -> dict[str, list[Finding]]:
    """The same of several processors, side by side, by their names."""
    with ThreadPoolExecutor(max(1, min(AT_ONCE, len(sources)))) as pool:
        found = list(pool.map(findings, sources))
    return {source.processor.name: one for source, one in zip(sources, found, strict=True)}


def _checked(source: Source) -> Iterator[Finding]:
    access = source.access()
    try:
        yield from source.load()(access).check()
    except (ProcessorError, SettingsError) as error:
        yield Finding("error", error.message, error.remedy_sentence, error.values)
    except Exception as error:
        failed = {"error": type(error).__name__}
        yield Finding("error", "the connector itself failed ({error})", "Report it.", failed)
    finally:
        access.close()
