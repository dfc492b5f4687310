"""Criteria sets: their list, a draft's way into force, whom it would hit, and the rounds that are scored by them."""

from admin.pages.sets import begin, force, impact, listing, proposing, reviewing, rounds
from admin.pages.sets.area import blueprint

__all__ = ["begin", "blueprint", "force", "impact", "listing", "proposing", "reviewing", "rounds"]
