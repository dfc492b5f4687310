"""Facts of units: JSON text → document → values that a program can work on. Nothing is scored by guess.

``document`` reads the text, ``values`` one value of a declared type, ``units`` a unit's whole declaration,
``validation`` checks domains and constraints.
"""

import engine.facts.messages  # noqa: F401  (registers the wording of the F codes)
