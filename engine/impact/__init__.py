"""Whom a draft would hit: a year's real units scored under it, beside what they came to. Pure; knows no database.

``carry`` lays the facts of one set out for another, ``compare`` sets the two scores of each unit side by side.
"""
