"""Connections to other systems: who may post facts, what came of it, and who is told of changes."""

from admin.pages.integration import events, sources, subscriptions
from admin.pages.integration.area import blueprint

__all__ = ["blueprint", "events", "sources", "subscriptions"]
