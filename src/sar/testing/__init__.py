"""The test kit: the contract that every connector passes, bundled or not."""

from sar.testing.rig import Result, Rig, rig

__all__ = ["Result", "Rig", "rig"]
