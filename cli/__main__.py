"""``python -m cli``: the command line where the program is not installed."""

from cli import main

main()
