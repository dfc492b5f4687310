"""Guided insertion: forms of rules as forms to fill in, for whoever knows Excel and no programming."""
