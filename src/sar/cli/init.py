"""`sar init`: credentials.toml by asking, each key tested as it goes."""

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sar.cli.house import House, common
from sar.cli.speech import confirm, echo, prompt, say, told
from sar.errors import CallError, SarError

if TYPE_CHECKING:
    from sar.registry import Manifest, SettingSpec

REDIRECT = "https://localhost/sar"


@click.command("init")
@click.argument("connectors", nargs=-1, metavar="[CONNECTOR]...")
@click.option("--register", is_flag=True, help="Ask only who the firm is and what each system is used for.")
@common
def command(house: House, connectors: tuple[str, ...], register: bool) -> None:
    """Ask who the firm is and for each system's settings, test them, and write sar.toml and credentials.toml.

    sar.toml says what an answer must say of the firm and of each system; credentials.toml holds the keys and is
    readable only by you. Name connectors to be asked about those only, such as `sar init redmine mailchimp`; run it
    again to add more or to renew a consent. A secret may be given as env:NAME, file:PATH, cmd:COMMAND or
    keyring:SERVICE/USER.
    """
    from sar.cli.init_firm import firm, processing
    from sar.registry import Registry

    if register:
        firm(house)
        for name, one in house.settings.processors.items():
            processing(house, name, one.manifest)
        return
    path = house.credentials_path or Path("credentials.toml")
    registry = Registry.discover()
    if not connectors:
        firm(house)
    for slug in connectors or _chosen(registry.manifests):
        name = _set_up(path, registry.get(slug), house)
        if not connectors:
            processing(house, name, registry.get(slug))
    echo("{path} is written. Next: sar check, then sar export someone@example.com", path=path)


def _chosen(manifests: "dict[str, Manifest]") -> list[str]:
    echo("Which of these systems hold personal data in your firm?")
    wanted = []
    for slug, manifest in manifests.items():
        if confirm("  {name}?", default=False, name=say(manifest.name)):
            wanted.append(slug)
    return wanted


def _set_up(path: Path, manifest: "Manifest", house: House) -> str:
    """Ask until the check is content or the officer leaves it; the name of the table that was written."""
    from sar.settings import keep

    click.echo(f"\n{say(manifest.name)} ({manifest.slug})")
    name = _free_name(path, manifest.slug)
    while True:
        values = _asked(manifest)
        for setting, value in {"connector": manifest.slug, **values}.items():
            if setting != "connector" or name != manifest.slug:
                keep(path, name, setting, value)
        if _tested(path, name, house) or not confirm("Enter it again?", default=True):
            return name


def _free_name(path: Path, slug: str) -> str:
    """The table's name: several systems of one kind need several names."""
    if not path.exists() or f"[{slug}]" not in path.read_text(encoding="utf-8"):
        return slug
    echo("There is a table [{slug}] already; the same name replaces its settings.", slug=slug)
    return str(prompt(say("Name of this one"), default=slug))


def _asked(manifest: "Manifest") -> dict[str, Any]:
    typed = {name: spec for name, spec in manifest.settings.items() if not spec.oauth}
    values = {name: _ask(name, spec) for name, spec in typed.items()}
    given = {name: value for name, value in values.items() if value not in ("", None, {})}
    return {**given, **_consented(manifest, given)} if manifest.oauth else given


def _ask(name: str, spec: "SettingSpec") -> Any:
    label = f"{name} – {say(spec.help)}" if spec.help else name
    if spec.table:
        return _table(label, spec)
    if spec.secret:
        return _secret(label, spec.required)
    if spec.choices:
        return prompt(label, type=click.Choice(spec.choices), default=spec.default)
    default = spec.default if spec.default is not None else None if spec.required else ""
    default = say(default) if isinstance(default, str) and default else default
    if isinstance(default, list):
        text = prompt(say("{label} (separated by commas)", label=label), default=",".join(map(str, default)))
        return [part.strip() for part in str(text).split(",") if part.strip()]
    return prompt(label, default=default, show_default=default not in {"", None})


def _table(label: str, spec: "SettingSpec") -> dict[str, str]:
    """Name after name, until an empty one."""
    click.echo(label)
    values: dict[str, str] = {}
    while name := str(prompt(say("  name (empty: no more)"), default="", show_default=False)).strip():
        values[name] = _secret(f"  {name}", True) if spec.secret else str(prompt(f"  {name}"))
    if not values and spec.required:
        echo("At least one is required.")
        return _table(label, spec)
    return values


def _secret(label: str, required: bool) -> str:
    while True:
        value = getpass.getpass(say("{label} (not shown): ", label=label)).strip()
        if value or not required:
            return value
        echo("It is required.")


def _consented(manifest: "Manifest", given: dict[str, Any]) -> dict[str, str]:
    from msgspec import structs

    from sar.oauth import Consent
    from sar.secrets import resolve

    assert manifest.oauth
    redirect = str(prompt(say("Redirect address, as registered with the vendor"), default=REDIRECT))
    secret = resolve(str(given["client_secret"]), where=f"{manifest.slug}.client_secret").reveal()
    token = str(given.get("token_url") or manifest.oauth.token)
    consent = Consent(structs.replace(manifest.oauth, token=token), str(given["client_id"]), secret, redirect)
    click.echo()
    echo("Open this address as an administrator and say yes:")
    click.echo(f"\n  {consent.address}\n")
    click.launch(consent.address)
    while True:
        pasted = prompt(say("Address of the page on which the browser ended (it may show an error)"))
        try:
            return consent.settings_from(str(pasted))
        except CallError as error:
            click.echo(" ".join(told(error)))


def _tested(path: Path, name: str, house: House) -> bool:
    """Run the connector's own check; what it says is shown."""
    from sar.checking import findings
    from sar.cli.check import show

    try:
        source = House(house.settings_path, path, house.workspace_place, False, False).sources((name,))[0]
    except SarError as error:
        click.echo(" ".join(told(error)))
        return False
    found = findings(source)
    show(house, name, found)
    return not any(finding.level == "error" for finding in found)
