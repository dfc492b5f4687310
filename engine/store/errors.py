"""What both kinds of databases share when they cannot be opened, or do not answer in time."""

LOCK_TIMEOUT = 10
"""Seconds that a write waits for another's lock before it is ``Unavailable``."""


class DatabaseError(Exception):
    """A database cannot be opened at all; the message says why, in Vietnamese and in English."""
