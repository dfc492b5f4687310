"""The sources of the criteria editor's script, and how they are built into ``admin/static/dist``."""
