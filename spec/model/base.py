"""What every part of the model is: an immutable value that refuses unknown fields."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A frozen piece of a criteria set."""

    model_config = ConfigDict(frozen=True, extra="forbid")
