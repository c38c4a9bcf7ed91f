"""`sar` and `python -m sar`."""

from sar.cli import main

if __name__ == "__main__":
    main()
