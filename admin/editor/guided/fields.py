"""What a form of rule asks for: fields, each with its kind, a question in plain words and help."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from engine.wording import say
from spec.diagnostics import Bilingual
from spec.keywords import Language

if TYPE_CHECKING:
    from admin.editor.guided.answers import Answers

#: ``fact``: one that is declared, or a new one by its meaning; ``known``: one that is declared; ``lines``: a list, one
#: line each, with a value behind a colon where ``pairs`` are asked for.
Kind = Literal[
    "text", "points", "percent", "count", "day", "choice", "tick", "fact", "known", "lines", "pairs"
]

#: What a fact that a form asks for is: the types that fit, in the order in which a new one takes them.
Shape = Literal["count", "number", "ratio", "yes_no", "date", "event", "any"]

NOTHING = Bilingual("", "")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few answers."""

    value: str
    label: Bilingual


@dataclass(frozen=True, slots=True)
class Field:
    """One question. ``example`` is an answer as a person would type it."""

    name: str
    kind: Kind
    label: Bilingual
    help: Bilingual = NOTHING
    example: str = ""
    required: bool = True
    choices: tuple[Choice, ...] = ()
    shape: Shape = "any"
    #: The unit of a new fact in the example.
    unit: str = ""

    def as_json(self, language: Language) -> dict[str, Any]:
        """For the page."""
        return {
            "name": self.name,
            "kind": self.kind,
            "label": say(self.label, language),
            "help": say(self.help, language),
            "example": self.example,
            "required": self.required,
            "choices": [{"value": one.value, "label": say(one.label, language)} for one in self.choices],
            "shape": self.shape,
        }


#: What a form makes: ``leaf`` a sub-criterion, ``criterion`` a criterion with one, ``set`` lines about the whole set.
Makes = Literal["leaf", "criterion", "set"]


@dataclass(frozen=True, slots=True)
class Form:
    """One form of rule. ``example`` is how a decision words it; ``build`` gives the lines for the answers."""

    code: str
    makes: Makes
    title: Bilingual
    help: Bilingual
    example: Bilingual
    fields: tuple[Field, ...]
    build: Callable[["Answers"], None]
    sample: Mapping[str, str] = field(default_factory=dict)

    def as_json(self, language: Language) -> dict[str, Any]:
        """For the page."""
        return {
            "code": self.code,
            "makes": self.makes,
            "title": say(self.title, language),
            "help": say(self.help, language),
            "example": say(self.example, language),
            "fields": [one.as_json(language) for one in self.fields],
        }

    def answers(self) -> dict[str, str]:
        """The example's answers."""
        found: dict[str, str] = {}
        for one in self.fields:
            if one.kind == "fact":
                found[f"{one.name}.label"] = one.example
                found[f"{one.name}.unit"] = one.unit
            elif one.kind == "choice":
                found[one.name] = one.example or one.choices[0].value
            else:
                found[one.name] = one.example
        return {**found, **self.sample}
