"""The buttons under the digest: what management does with it. The handlers are in `handlers.deviations`."""

from i18n import Translator
from messages.parts import Button, Buttons
from messages.values.plan import PageValue
from messages.values.rows import RoundValue
from models.deviations.register import Register
from models.rounds.tables import Round


def digest_buttons(t: Translator, round_: Round, register: Register) -> Buttons:
    """*Visa* and *Fråga ansvarig* when there are deviations, *Besvara beslut* when one waits, and *Jag har läst*."""
    first_page = str(PageValue.of_round(round_.id))
    buttons = []
    if register.open:
        buttons.append(Button(t("Show"), "deviation_list", first_page))
    if any(each.awaits_decision for each in register.open):
        buttons.append(Button(t("Answer decision"), "decision", first_page, primary=True))
    if register.open:
        buttons.append(Button(t("Ask the owner"), "ask_owner", first_page))
    return Buttons((*buttons, Button(t("I have read this"), "digest_read", str(RoundValue(round_.id)))))
