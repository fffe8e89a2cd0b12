"""The words in which people say when, in French, English and Arabic; they may mix them, as people here do."""

from __future__ import annotations

import re
from collections.abc import Iterable

from filon.foundation.folding import fold

# Monday first, January first. Arabic months as Moroccans name them, then as others do.
WEEKDAYS = (
    ("lundi", "monday", "الاثنين"),
    ("mardi", "tuesday", "الثلاثاء"),
    ("mercredi", "wednesday", "الأربعاء"),
    ("jeudi", "thursday", "الخميس"),
    ("vendredi", "friday", "الجمعة"),
    ("samedi", "saturday", "السبت"),
    ("dimanche", "sunday", "الأحد"),
)
MONTHS = (
    ("janvier", "janv", "january", "jan", "يناير"),
    ("février", "févr", "fév", "february", "feb", "فبراير"),
    ("mars", "march", "mar", "مارس"),
    ("avril", "avr", "april", "apr", "أبريل"),
    ("mai", "may", "ماي", "مايو"),
    ("juin", "june", "jun", "يونيو"),
    ("juillet", "juil", "july", "jul", "يوليوز", "يوليو"),
    ("août", "august", "aug", "غشت", "أغسطس"),
    ("septembre", "sept", "september", "sep", "شتنبر", "سبتمبر"),
    ("octobre", "oct", "october", "أكتوبر"),
    ("novembre", "nov", "november", "نونبر", "نوفمبر"),
    ("décembre", "déc", "december", "dec", "دجنبر", "ديسمبر"),
)
NUMBERS = {
    **{"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8},
    **{"neuf": 9, "dix": 10, "onze": 11, "douze": 12, "quinze": 15, "vingt": 20, "trente": 30},
    **{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "eight": 8},
    **{"nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30},
    **{"ثلاثة": 3, "ثلاث": 3, "أربعة": 4, "أربع": 4, "خمسة": 5, "خمس": 5, "ستة": 6, "ست": 6, "سبعة": 7},
    **{"سبع": 7, "ثمانية": 8, "ثماني": 8, "تسعة": 9, "تسع": 9, "عشرة": 10, "عشر": 10},
}
# Those who say "in eight days" in French mean a week, and "fifteen" two; who writes digits counts.
IDIOMS = {("huit", "day"): 7, ("quinze", "day"): 14}
UNITS = {
    "minute": ("minutes", "minute", "min", "mn", "دقائق", "دقيقة"),
    "hour": ("heures", "heure", "h", "hours", "hour", "ساعات", "ساعة"),
    "day": ("jours", "jour", "j", "days", "day", "أيام", "يوما", "يوم"),
    "week": ("semaines", "semaine", "weeks", "week", "أسابيع", "أسبوعا", "أسبوع"),
    "month": ("mois", "months", "month", "أشهر", "شهور", "شهرا", "شهر"),
    "year": ("années", "année", "ans", "an", "years", "year", "سنوات", "سنة", "عام"),
}
# Arabic says two of a thing in one word.
TWO = {
    "دقيقتين": "minute",
    "ساعتين": "hour",
    "يومين": "day",
    "أسبوعين": "week",
    "شهرين": "month",
    "سنتين": "year",
}
# Phrase → days from today.
NEAR = {
    "après - demain": 2,
    "après demain": 2,
    "demain": 1,
    "aujourd . hui": 0,
    "hier": -1,
    "avant - hier": -2,
    "day after tomorrow": 2,
    "tomorrow": 1,
    "today": 0,
    "yesterday": -1,
    "بعد غد": 2,
    "غدا": 1,
    "غد": 1,
    "اليوم": 0,
    "أمس": -1,
}
# Part of a day → its hour when none is said; an hour below noon is meant after noon in a part that is.
PARTS = {
    "fin de matinée": 11,
    "matinée": 9,
    "matin": 9,
    "début d . après - midi": 14,
    "fin d . après - midi": 17,
    "après - midi": 14,
    "après midi": 14,
    "fin de journée": 17,
    "soirée": 18,
    "soir": 18,
    "morning": 9,
    "afternoon": 14,
    "evening": 18,
    "صباحا": 9,
    "الصباح": 9,
    "صباح": 9,
    "بعد الظهر": 14,
    "بعد الزوال": 14,
    "زوالا": 14,
    "مساء": 18,
    "المساء": 18,
}
# The same, of today.
TODAY_PARTS = {
    "ce matin": 9,
    "cet après - midi": 14,
    "cet aprèm": 14,
    "ce soir": 18,
    "this morning": 9,
    "this afternoon": 14,
    "this evening": 18,
    "tonight": 18,
    "هذا الصباح": 9,
    "هذا المساء": 18,
    "الليلة": 18,
}
# Times that have a name, in minutes after midnight.
NAMED_TIMES = {
    "midi et demi": 12 * 60 + 30,
    "midi": 12 * 60,
    "minuit": 0,
    "noon": 12 * 60,
    "midday": 12 * 60,
    "midnight": 0,
    "منتصف النهار": 12 * 60,
    "ظهرا": 12 * 60,
}
NEXT = ("prochaine", "prochain", "qui vient", "next", "القادم", "القادمة", "المقبل", "المقبلة", "الجاي")
NEXT_WEEK = ("semaine prochaine", "next week", "الأسبوع القادم", "الأسبوع المقبل")
NEXT_MONTH = ("mois prochain", "next month", "الشهر القادم", "الشهر المقبل")
END_OF_WEEK = ("fin de semaine", "fin de la semaine", "end of the week", "end of week", "آخر الأسبوع")
END_OF_NEXT_WEEK = ("fin de semaine prochaine", "fin de la semaine prochaine", "end of next week")
END_OF_MONTH = ("fin du mois", "fin de mois", "end of the month", "end of month", "نهاية الشهر", "آخر الشهر")
WEEKEND = ("week - end", "weekend", "نهاية الأسبوع")
IN = ("dans", "d . ici", "sous", "in", "within", "بعد", "خلال")
# What may stand before or within a moment, and goes from the rest with it.
GLUE = (
    *(
        "le",
        "la",
        "l",
        "ce",
        "cet",
        "cette",
        "pour",
        "avant",
        "vers",
        "dès",
        "à",
        "d",
        "de",
        "du",
        "au",
        "et",
    ),
    *(
        "on",
        "at",
        "by",
        "for",
        "this",
        "the",
        "of",
        "around",
        "يوم",
        "في",
        "على",
        "الساعة",
        "ال",
        "'",
        "’",
        ",",
    ),
)


def folded(words: Iterable[str]) -> str:
    """An alternative of a pattern for these words, the longest first, as fold() writes them."""
    written = sorted({fold(word) for word in words}, key=len, reverse=True)
    # In a phrase a lone point stands for whatever sign is written there: an apostrophe of any kind.
    return "(?:" + "|".join(re.escape(word).replace(r"\ \.\ ", r"\ [^\w\s]\ ") for word in written) + ")"
