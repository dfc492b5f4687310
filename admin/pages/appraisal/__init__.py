"""Where appraisers decide: what waits, a page for each leaf of a unit, and several accepted at once."""

from admin.pages.appraisal import item, several, waiting
from admin.pages.appraisal.area import blueprint

__all__ = ["blueprint", "item", "several", "waiting"]
