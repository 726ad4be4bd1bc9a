"""What an owner is asked about personal data in their answer, which is masked for everybody else until they choose."""

from i18n import Translator
from messages.parts import Button, Buttons, Part, Small
from messages.values.rows import RowValue
from models.plan.views import RowView
from models.rules.answers.personal_data import MASK


def personal_choice(t: Translator, row: RowView, round_id: int, answer_id: int) -> tuple[Part, ...]:
    """What others see, and the three buttons."""
    here, answer = RowValue.of(row, round_id), str(RowValue.of(row, round_id, answer_id))
    words = t("Row {row}: others see {mark} instead, until you have chosen what is to be done.", row=row.row, mark=MASK)
    buttons = (
        Button(t("Remove it"), "personal_remove", answer, primary=True),
        Button(t("Write a role instead"), "answer_row", str(here)),
        Button(t("It is right anyway"), "personal_right", answer),
    )
    return Small(words), Buttons(buttons)
