"""The routes of absence, deputies and handovers."""

from handlers.people import person
from handlers.people.absence import absence, remove_pressed
from handlers.people.away import add_pressed, end_pressed
from handlers.people.deputies import deputies
from handlers.people.giving import give_ask, give_form, give_now, given
from handlers.people.not_mine import handed_over, not_mine, not_mine_in_form
from handlers.people.person_form import saved
from handlers.routing import Command, Press, Routes
from i18n import N_

ROUTES = Routes(
    commands=(
        Command("absence", ("frånvaro", "absence"), "owner", N_("absence [1–31 July, or end]"),
                N_("say when you are away, so that your deputy is asked instead"), absence, writes="words"),
        Command("deputy", ("ersättare", "deputy"), "owner", N_("deputy [name, or for UNIT name]"),
                N_("name who is asked instead of you when you are away; a manager also for the unit"), deputies,
                writes="words"),
        Command("person", ("person", "personer", "people"), "coordinator",
                N_("person [add, change, show, remove] [email]"),
                N_("who is asked: add people, change and remove them"), person.person, is_personal=True,
                follows=person.FOLLOWS),
    ),
    buttons={"not_mine": Press(not_mine), "absence_remove": Press(remove_pressed, writes=True),
             "absence_add": Press(add_pressed, writes=True), "absence_end": Press(end_pressed, writes=True),
             "give_row": Press(give_form), "give_ask": Press(give_ask), "give_now": Press(give_now, writes=True),
             "person_add": Press(person.add_pressed), "person_change": Press(person.change_pressed),
             "person_show": Press(person.show_pressed), "person_remove_ask": Press(person.ask_to_remove_pressed),
             "person_remove": Press(person.remove_now, writes=True)},
    forms={"not_mine": handed_over, "give_row": given, "person": saved},
    form_buttons={"answer_not_mine": not_mine_in_form},
)  # fmt: skip
