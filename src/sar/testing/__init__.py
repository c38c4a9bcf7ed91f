"""The test kit: the contract that every connector passes, bundled or not."""

from sar.testing.contract import clauses, contract
from sar.testing.rig import Result, Rig, rig

__all__ = ["Result", "Rig", "clauses", "contract", "rig"]
