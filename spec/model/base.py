"""What every part of the model is: an immutable value that refuses unknown fields."""

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    _Built = BaseModel
else:

    class _BuiltAsIs(type(BaseModel)):
        """Lets the resolver build parts without validating them again: their types are checked statically.

        ``model_validate`` and ``model_validate_json`` validate as ever. Not validating what is known to be right, and
        building no validators for it, nearly halves the time that loading a set takes.
        """

        def __call__(cls, **values: Any) -> Any:
            defaults = cls.__dict__.get("_part_defaults")
            if defaults is None:
                defaults = {n: f.default for n, f in cls.model_fields.items() if not f.is_required()}
                type.__setattr__(cls, "_part_defaults", defaults)
            part = cls.__new__(cls)
            object.__setattr__(part, "__dict__", {**defaults, **values})
            object.__setattr__(part, "__pydantic_fields_set__", set(values))
            object.__setattr__(part, "__pydantic_extra__", None)
            object.__setattr__(part, "__pydantic_private__", None)
            return part

    class _Built(BaseModel, metaclass=_BuiltAsIs):
        """A model that is built as it is given."""


class Part(_Built):
    """A frozen piece of a criteria set."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
