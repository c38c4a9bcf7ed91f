"""`sar schema`: the shape of dossier.json, for those who read it by program."""

import click


@click.command("schema")
@click.option("--json", "_as_json", is_flag=True, hidden=True, help="It is always JSON.")
def command(_as_json: bool) -> None:
    """Print the JSON Schema (2020-12) of dossier.json."""
    import json

    from sar.dossier.json import json_schema

    click.echo(json.dumps(json_schema(), indent=2, sort_keys=True))
