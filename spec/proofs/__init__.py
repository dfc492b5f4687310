"""Reasoning about a set over all facts at once: which ways through a leaf there are, and facts that take each.

``linear`` and ``system`` are exact arithmetic on inequalities; ``lowering`` and ``tables`` say what an expression means
in them; ``paths`` goes through a leaf in the fixed order of evaluation and forks wherever facts decide; ``search``
finds facts that take a way, ``examples`` writes them as lines of a scenario. The checks (``spec/checks``) ask here.

Sound: the ways cover everything that facts inside their domains can do. Where an expression is beyond linear
arithmetic it becomes a variable of its own, about which less is known; what was found is believed only if facts for
it were found too.
"""
