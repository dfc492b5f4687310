"""The facts of 2020 that `make demo` scores, and the generator of what is invented in them."""
