"""What the settings and the case say that a dossier repeats."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sar.cases import Case
from sar.decisions import Decisions
from sar.dossier.letters.templates import Templates
from sar.dossier.model import Controller, Mentions
from sar.i18n import Translator
from sar.law.regimes import Regime
from sar.register import Register


@dataclass(frozen=True)
class Told:
    """Everything that a dossier is made from besides the workspace's records."""

    controller: Controller
    names: Mapping[str, str]
    """Connector slug → the name people know."""
    say: Translator = field(default_factory=lambda: Translator("en"))
    mentions: Mentions = "excerpt"
    register: Register = field(default_factory=lambda: Register({}, {}))
    case: Case = field(default_factory=Case)
    decisions: Decisions = field(default_factory=Decisions)
    templates: Templates = field(default_factory=Templates)
    today: date = date.min
    delta: bool = False
    """Whether a portable package holds only what changed since the person's last one."""

    @property
    def laws(self) -> tuple[Regime, ...]:
        """The laws of the case."""
        return self.case.laws

    def name(self, processor: str, connector: str) -> str:
        """A system's name as people know it, with its own where there are several of a kind."""
        known = self.say(self.names.get(connector, connector))
        title = self.register.processors[processor].title if processor in self.register.processors else ""
        return known if processor == connector else f"{title or processor} ({known})" if title != known else known
