"""``python -m engine.cli``: the command line where the program is not installed."""

from engine.cli import main

main()
