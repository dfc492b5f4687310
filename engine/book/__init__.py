"""One unit's book: which of its facts count in which view, and what they come to. Pure; the store keeps it."""
