"""The words that dates are written with, in Swedish and English. All but `MONTHS` are folded as in
`models.rules.dates.forms`: lower case, without diacritics and apostrophes."""

from i18n.formats import FORMATS

MONTHS = {language: formats.months for language, formats in FORMATS.items()}
_WEEKDAYS = (
    ("mandag", "tisdag", "onsdag", "torsdag", "fredag", "lordag", "sondag"),
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
)
NUMBERS = {
    "en": 1, "ett": 1, "a": 1, "an": 1, "one": 1, "tva": 2, "two": 2, "tre": 3, "three": 3, "fyra": 4, "four": 4,
    "fem": 5, "five": 5, "sex": 6, "six": 6, "sju": 7, "seven": 7, "atta": 8, "eight": 8, "nio": 9, "nine": 9,
    "tio": 10, "ten": 10, "elva": 11, "eleven": 11, "tolv": 12, "twelve": 12, "fjorton": 14, "fourteen": 14,
}  # fmt: skip
ORDINALS = {
    "forsta": 1, "first": 1, "andra": 2, "second": 2, "tredje": 3, "third": 3, "fjarde": 4, "fourth": 4,
    **{f"{n}{ending}": n for n in range(1, 5) for ending in (":a", ":e", "a", "e", "st", "nd", "rd", "th")},
}  # fmt: skip
# How `dateutil.relativedelta` calls them.
UNITS = {
    "dag": "days", "dagar": "days", "day": "days", "days": "days",
    "vecka": "weeks", "veckor": "weeks", "week": "weeks", "weeks": "weeks",
    "manad": "months", "manader": "months", "month": "months", "months": "months",
    "ar": "years", "year": "years", "years": "years",
}  # fmt: skip
_CHRISTMAS, _EASTER, _MIDSUMMER = "Juldagen", "Påskdagen", "Midsommardagen"
# A feast of several days, by the day that most people mean: its eve. The name is that of a public holiday, the number
# is of days after it.
LONG_FEASTS = {
    "jul": (_CHRISTMAS, -1), "julen": (_CHRISTMAS, -1), "christmas": (_CHRISTMAS, -1), "xmas": (_CHRISTMAS, -1),
    "nyar": (_CHRISTMAS, 6), "new year": (_CHRISTMAS, 6), "new years": (_CHRISTMAS, 6),
    "pask": (_EASTER, -1), "pasken": (_EASTER, -1), "easter": (_EASTER, -1),
    "pingst": ("Pingstdagen", -1), "pingsten": ("Pingstdagen", -1), "whitsun": ("Pingstdagen", -1),
    "midsommar": (_MIDSUMMER, -1), "midsommaren": (_MIDSUMMER, -1), "midsummer": (_MIDSUMMER, -1),
    "allhelgona": ("Alla helgons dag", 0), "allhelgonahelgen": ("Alla helgons dag", 0),
    "alla helgon": ("Alla helgons dag", 0),
}  # fmt: skip
FEAST_DAYS = {
    "julafton": (_CHRISTMAS, -1), "christmas eve": (_CHRISTMAS, -1),
    "juldagen": (_CHRISTMAS, 0), "christmas day": (_CHRISTMAS, 0),
    "annandag jul": (_CHRISTMAS, 1), "annandagen": (_CHRISTMAS, 1), "boxing day": (_CHRISTMAS, 1),
    "nyarsafton": (_CHRISTMAS, 6), "new years eve": (_CHRISTMAS, 6),
    "nyarsdagen": ("Nyårsdagen", 0), "new years day": ("Nyårsdagen", 0),
    "trettondagsafton": ("Trettondedag jul", -1), "trettondedag jul": ("Trettondedag jul", 0),
    "trettondagen": ("Trettondedag jul", 0), "epiphany": ("Trettondedag jul", 0),
    "skartorsdagen": (_EASTER, -3), "skartorsdag": (_EASTER, -3), "maundy thursday": (_EASTER, -3),
    "langfredagen": (_EASTER, -2), "langfredag": (_EASTER, -2), "good friday": (_EASTER, -2),
    "paskafton": (_EASTER, -1), "easter eve": (_EASTER, -1), "holy saturday": (_EASTER, -1),
    "paskdagen": (_EASTER, 0), "easter sunday": (_EASTER, 0), "easter day": (_EASTER, 0),
    "annandag pask": (_EASTER, 1), "easter monday": (_EASTER, 1),
    "valborg": ("Första maj", -1), "valborgsmassoafton": ("Första maj", -1), "walpurgis night": ("Första maj", -1),
    "forsta maj": ("Första maj", 0), "may day": ("Första maj", 0),
    "kristi himmelsfardsdag": ("Kristi himmelsfärdsdag", 0), "kristi himmelsfard": ("Kristi himmelsfärdsdag", 0),
    "kristi himmelfardsdag": ("Kristi himmelsfärdsdag", 0), "kristi himmelfard": ("Kristi himmelsfärdsdag", 0),
    "ascension day": ("Kristi himmelsfärdsdag", 0),
    "pingstafton": ("Pingstdagen", -1), "pingstdagen": ("Pingstdagen", 0), "whit sunday": ("Pingstdagen", 0),
    "pentecost": ("Pingstdagen", 0),
    "nationaldagen": ("Nationaldagen", 0), "national day": ("Nationaldagen", 0),
    "midsommarafton": (_MIDSUMMER, -1), "midsummer eve": (_MIDSUMMER, -1), "midsummers eve": (_MIDSUMMER, -1),
    "midsommardagen": (_MIDSUMMER, 0), "midsummer day": (_MIDSUMMER, 0), "midsummers day": (_MIDSUMMER, 0),
    "alla helgons dag": ("Alla helgons dag", 0), "all saints day": ("Alla helgons dag", 0),
}  # fmt: skip
# "mars 26" may be the year, "March 26" is a day.
_ENGLISH_ONLY = {"january", "february", "march", "may", "june", "july", "august", "october"}


def month_of(word: str) -> int | None:
    """The number of a month by its name or its first letters, at least three."""
    return _position(word, *MONTHS.values())


def weekday_of(word: str) -> int | None:
    """0 for Monday, by its name, its definite form or its first letters, at least three."""
    number = _position(word.removesuffix("en"), *_WEEKDAYS)
    return number - 1 if number else None


def is_english_month(word: str) -> bool:
    """Whether the month is spelt in a way that is English and not Swedish."""
    return word in _ENGLISH_ONLY


def _position(word: str, *languages: tuple[str, ...]) -> int | None:
    for names in languages:
        for position, name in enumerate(names, 1):
            if len(word) >= 3 and name.lower().startswith(word):
                return position
    return None
