"""An imagined hosting company that answers letters, not programs."""

from sar.sandbox import Api, Imitation, World


def imitate(world: World) -> Imitation:
    """The company's settings, and what its clerk answers."""
    settings = {
        "title": "Harbour Hosting",
        "to": "privacy@harbour-hosting.example.net",
        "role": "hosting of our servers",
        "holds": ["support tickets", "logs of the network", "backups of our servers"],
        "questions": ["Which of your subcontractors can read the backups?"],
        "sender": "Example Consulting, Sam Steward, in charge of personal information, sam.steward@example.org",
    }
    answers = {
        "conclusion": "data",
        "by": "The privacy officer",
        "note": "One support ticket names the person; backups are overwritten after 35 days.",
        "files": ["ticket-ann.txt"],
    }
    return Imitation(Api(), settings, free=tuple(settings), answers=answers)
