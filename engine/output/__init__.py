"""Scores for people and machines: ``json_form`` (the contract), ``tables`` (the terminal), ``csv_form``, ``explain``."""
