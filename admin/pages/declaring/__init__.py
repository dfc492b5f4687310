"""Where a unit's people declare: what is to be done, and a page for each leaf."""

from admin.pages.declaring import leaf, tasks
from admin.pages.declaring.area import blueprint

__all__ = ["blueprint", "leaf", "tasks"]
