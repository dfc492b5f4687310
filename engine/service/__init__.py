"""The use cases: one function each, one transaction each; the only door to the store."""
