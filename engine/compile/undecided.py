"""The signal that a value cannot be worked out from what is declared."""


class Undecided(Exception):
    """A quotient by 0, or trống where points or a ratio need a number."""
