"""sar answers subject access requests: identifiers in, a proven dossier out."""

__version__ = "0.1.0"
