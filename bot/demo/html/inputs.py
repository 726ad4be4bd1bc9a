"""The fields of a form → HTML. Pure."""

from collections.abc import Iterable
from typing import assert_never

from markupsafe import Markup

from bot.demo.decode import FIELD
from bot.demo.html.lights import in_letters, with_lights
from messages.parts import Choice, DateField, Field, TextField


def draw_field(field: Field, value: str, fault: str) -> Markup:
    """A field with its label, what is filled in, and what is wrong with it."""
    match field:
        case Choice(name, label, compact=True):
            drawn = _select(field, value, fault)
        case Choice():
            return _choice(field, value, fault)
        case TextField(name, label, max_length=longest, multiline=multiline):
            attributes = Markup('{} maxlength="{}"').format(_attributes(field, fault), longest)
            drawn = (
                Markup('<textarea rows="3" {}>\n{}</textarea>').format(attributes, value)
                if multiline
                else Markup('<input type="text" {} value="{}">').format(attributes, value)
            )
        case DateField(name, label):
            drawn = Markup('<input type="date" {} value="{}">').format(_attributes(field, fault), value)
        case _:
            assert_never(field)
    return Markup('<div class="field{}"><label for="field-{}">{}</label>{}{}{}</div>').format(
        " faulty" if fault else "", name, label, _hint(field), drawn, _fault(name, fault)
    )


def _choice(choice: Choice, value: str, fault: str) -> Markup:
    hint = Markup('<span class="hint">{}</span>')
    options = joined(
        Markup('<label class="option"><input type="radio" id="field-{n}-{i}" name="{f}{n}" value="{v}"{c}>'
               "<span>{label}{more}</span></label>").format(
            n=choice.name, i=i, f=FIELD, v=option.value, c=Markup(" checked") if option.value == value else "",
            label=with_lights(option.label),
            more=hint.format(with_lights(option.description)) if option.description else "",
        )
        for i, option in enumerate(choice.options)
    )  # fmt: skip
    return Markup('<fieldset class="field{}" id="field-{}"{}><legend>{}</legend>{}{}{}</fieldset>').format(
        " faulty" if fault else "", choice.name, _described(choice, fault), choice.label, _hint(choice), options,
        _fault(choice.name, fault),
    )  # fmt: skip


def _select(choice: Choice, value: str, fault: str) -> Markup:
    empty = Markup('<option value="">{}</option>').format(choice.placeholder)
    options = joined(
        Markup('<option value="{}"{}>{}</option>').format(
            option.value, Markup(" selected") if option.value == value else "",
            in_letters(f"{option.label} – {option.description}" if option.description else option.label),
        )
        for option in choice.options
    )  # fmt: skip
    return Markup("<select {}>{}{}</select>").format(_attributes(choice, fault), empty, options)


def _attributes(field: Field, fault: str) -> Markup:
    required = Markup(' aria-required="true"') if field.required else ""
    invalid = Markup(' aria-invalid="true"') if fault else ""
    return Markup('id="field-{n}" name="{f}{n}"{r}{i}{d}').format(
        n=field.name, f=FIELD, r=required, i=invalid, d=_described(field, fault)
    )


def _described(field: Field, fault: str) -> Markup:
    """Ties the hint and the fault to the field, so that screen readers read them with it."""
    ids = [f"{kind}-{field.name}" for kind, words in (("hint", field.hint), ("fault", fault)) if words]
    return Markup(' aria-describedby="{}"').format(" ".join(ids)) if ids else Markup()


def _hint(field: Field) -> Markup:
    return Markup('<p class="hint" id="hint-{}">{}</p>').format(field.name, field.hint) if field.hint else Markup()


def _fault(name: str, fault: str) -> Markup:
    return Markup('<p class="fault" id="fault-{}">{}</p>').format(name, fault) if fault else Markup()


def joined(parts: Iterable[Markup]) -> Markup:
    """One after the other."""
    return Markup().join(parts)
