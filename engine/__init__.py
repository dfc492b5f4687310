"""The meaning: a criteria set and facts make a ledger of points.

``facts`` reads and validates what units declare, ``program`` compiles a set once, ``score`` applies it, ``bounds``
says what is still reachable where facts are missing, ``ranking`` compares units, ``output`` prints.
"""
