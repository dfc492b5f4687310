"""The wording of every diagnostic of the language, one file per stage. Importing this registers them all."""

from spec.diagnostics import register
from spec.messages import names, points, source, syntax, types

for _stage in (source, syntax, names, types, points):
    register(_stage.MESSAGES)
