"""What is still reachable where facts are missing: sound bounds, never a guess.

``values`` holds abstract values (a range of numbers, a condition that may be true, false or open, …), ``evaluate``
works expressions out on them, ``leaf`` takes a leaf through the fixed order of evaluation twice: at best and at
worst. On facts without holes all of it comes to exactly what the compiled program gives; tests hold it to that.
"""
