"""Scores for people and machines: ``json_form`` (the contract), ``tables`` (terminal), ``csv_form``, ``explain``."""
