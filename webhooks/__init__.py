"""Other systems: signed events with facts come in, signed events with changed scores go out."""
