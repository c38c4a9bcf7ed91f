"""Exports of an imagined Dext account: an archive of costs with their documents, and a table of sales."""

from sar.sandbox import Api, Imitation, Tree, World


def imitate(world: World) -> Imitation:
    """The files of `fixtures/dext/exports`."""
    settings = {
        "paths": ["/sales.csv", "/*.zip"],
        "sender": "Example Consulting, Sam Steward, in charge of personal information, sam.steward@example.org",
    }
    return Imitation(Api(), settings, place=Tree(world.fixtures / "exports"))
