"""Scenario tests: `kiểm thử` blocks run, what they reach of the rules, and which changes of the rules they notice."""
