"""Model → small callables, built once; scoring only calls them.

Every callable takes the unit's list of values (engine/layout.py). They work on what is declared: a place that holds
MISSING is never read here, the leaves that read it go through ``engine.bounds``. What cannot be decided (a quotient
by 0, trống where a number is needed) is raised as ``Undecided`` and ends there, too.
"""
