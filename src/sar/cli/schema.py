"""`sar schema`: the shape of dossier.json and of portable records, for those who read them by program."""

import click


@click.command("schema")
@click.option("--portable", is_flag=True, help="Of the lines of the portable package's .jsonl files instead.")
@click.option("--json", "_as_json", is_flag=True, hidden=True, help="It is always JSON.")
def command(portable: bool, _as_json: bool) -> None:
    """Print the JSON Schema (2020-12) of dossier.json."""
    import json

    from sar.dossier.json import json_schema
    from sar.dossier.portable.rows import json_schema as rows_schema

    click.echo(json.dumps(rows_schema() if portable else json_schema(), indent=2, sort_keys=True))
