"""The seam for files: folders of this machine, or of another over SSH, read the same way; and commands run there."""

from sar.places.here import Here
from sar.places.place import CHUNK, Entry, Place, failure, split, stream
from sar.places.there import There

__all__ = ["CHUNK", "Entry", "Here", "Place", "There", "failure", "split", "stream"]
