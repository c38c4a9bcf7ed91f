"""Exports of an imagined registration desk, as its staff would leave them in a folder."""

from sar.sandbox import Api, Imitation, Tree, World


def imitate(world: World) -> Imitation:
    """The files of `fixtures/files/exports`: CSV with a semicolon, JSON, JSON Lines and a workbook."""
    settings = {
        "paths": ["/registrations.csv", "/*.json*", "/"],
        "title": "Registration desk",
        "columns": {
            "email": ["Courriel", "contact.email"],
            "phone": ["Téléphone", "contact.phone"],
            "user_id": ["No client", "contact.id"],
            "username": ["Code d'accès", "contact.login"],
            "name": ["Nom", "contact.name"],
        },
        "kind": "activity",
        "id": "No",
        "date": "Date",
        "text": ["Remarque"],
        "others": ["Traité par"],
    }
    return Imitation(Api(), settings, place=Tree(world.fixtures / "exports"))
