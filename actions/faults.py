"""Why an action cannot be done, in words that are translated where somebody reads them."""

from datetime import datetime

from models.vocabulary.rounds import RoundState


class States(tuple[RoundState, ...]):
    """Alternatives, for a sentence: “open or planned”."""

    def __str__(self) -> str:
        return " or ".join(self)


class Words(str):
    """A text of the catalogues among the values of a fault."""

    __slots__ = ()


class Fault(ValueError):
    """An action that cannot be done. `text` and `values` are the reason for a translator; `str` is the reason in
    English."""

    def __init__(self, text: str, **values: object) -> None:
        days = {name: value.date() for name, value in values.items() if isinstance(value, datetime)}
        super().__init__(text.format_map(values | days))
        self.text, self.values = text, values
