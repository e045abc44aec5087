"""Form fields as people meet them: each names the control `macros/form.html` draws for it.

WTForms holds values and errors; the markup is GOV.UK Frontend's through `govuk-frontend-jinja`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import wtforms
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from portal.core.clock import LONDON, london_moment
from portal.web.options import Option as Option  # noqa: PLC0414 - forms take it from here
from portal.web.picking import MOST_LISTED, pick

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FIRST_CENTURY = 1900


def select_choices(options: Iterable[Option]) -> list[SelectChoice]:
    return [SelectChoice(one.value, one.label, {"hint": one.hint} if one.hint else {}) for one in options]


class TextField(wtforms.StringField):  # type: ignore[misc]
    """One line of text. Blank is None; spaces at the ends are a slip of the finger."""

    control = "input"
    input_type = "text"
    data: Any

    @property
    def text(self) -> str:
        """What was typed; "" for nothing."""
        return str(self.data or "")

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = (valuelist[0].strip() or None) if valuelist else None


class EmailField(TextField):
    """An e-mail address."""

    input_type = "email"


class PasswordField(wtforms.StringField):  # type: ignore[misc]
    """A password: taken as it is, never shown again."""

    control = "password"


class LongTextField(TextField):
    """Several lines, in the person's own words."""

    control = "textarea"


class NumberField(TextField):
    """A whole number."""

    control = "number"

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        super().process_formdata(valuelist)
        if self.data is None:
            return
        if not re.fullmatch(r"\d{1,9}", self.text):
            typed, self.data = self.text, None
            raise ValueError(f"{self.label.text}: enter a whole number, not “{typed}”")
        self.data = int(self.text)


class ChoiceField(wtforms.RadioField):  # type: ignore[misc]
    """One of a few, all visible. `choices` are `Option`s; nothing chosen is None.

    Of more than a hundred nobody reads the list: one types part of the name, and is shown those that fit where
    several do.
    """

    control = "radios"
    offered: Sequence[Option] = ()
    data: Any

    def __init__(
        self, label: str, validators: Sequence[Any] = (), *, choices: Iterable[Option] = (), **extra: Any
    ) -> None:
        super().__init__(
            label,
            list(validators),
            choices=select_choices(choices),
            coerce=_text_or_none,
            validate_choice=False,
            **extra,
        )

    def offer(self, options: Iterable[Option]) -> None:
        self.choices = select_choices(options)

    @property
    def is_long(self) -> bool:
        return len(self.choices) > MOST_LISTED

    @property
    def shown(self) -> str:
        """What stands in the box of a long list: the name of the choice, or what was typed."""
        return next((str(one.label) for one in self.choices if one.value == self.data), self.data or "")

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Of what was typed and what was then chosen among several, the choice counts: it comes last."""
        given = [one for one in valuelist if one.strip()]
        self.data = _text_or_none(given[-1].strip()) if given else None

    def pre_validate(self, form: Any) -> None:
        del form
        if self.data is None or self.data in {one.value for one in self.choices}:
            return
        if not self.is_long:
            raise ValidationError("Choose one of the answers shown")
        found = pick((Option(one.value, str(one.label)) for one in self.choices), self.data)
        if found.option is not None:
            self.data = found.option.value
            return
        self.offered = found.offered
        if not found.offered:
            raise ValidationError(f"Nothing here is called “{self.data}”: type another part of its name")
        raise ValidationError("Choose which one you mean" if not found.more else "Many fit: type more of its name")


class SelectField(ChoiceField):
    """One of many, in a list that starts with nothing chosen."""

    control = "select"


class ChoicesField(wtforms.SelectMultipleField):  # type: ignore[misc]
    """Any number of a few."""

    control = "checkboxes"

    def __init__(
        self, label: str, validators: Sequence[Any] = (), *, choices: Iterable[Option] = (), **extra: Any
    ) -> None:
        super().__init__(label, list(validators), choices=select_choices(choices), **extra)

    def offer(self, options: Iterable[Option]) -> None:
        self.choices = select_choices(options)


class TickField(wtforms.BooleanField):  # type: ignore[misc]
    """One box to tick."""

    control = "tick"


class YesNoField(ChoiceField):
    """Yes or no; None while unanswered."""

    control = "radios"

    def __init__(self, label: str, validators: Sequence[Any] = (), **extra: Any) -> None:
        super().__init__(label, validators, choices=(Option("yes", "Yes"), Option("no", "No")), **extra)

    def process_data(self, value: Any) -> None:
        self.data = {True: "yes", False: "no"}.get(value, value) if value is not None else None

    @property
    def answer(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.data) if self.data else None


class UploadField(wtforms.FileField):  # type: ignore[misc]
    """A file to send; None when none was chosen."""

    control = "file"

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        super().process_formdata([one for one in valuelist if getattr(one, "filename", one)])


class PartsField(wtforms.Field):  # type: ignore[misc]
    """A value typed into several inputs, each named `<field>-<part>`. The error link goes to the first of them."""

    parts: tuple[str, ...] = ()

    def process(self, formdata: Any, data: Any = wtforms.utils.unset_value, extra_filters: Any = None) -> None:
        del extra_filters
        self.process_errors: list[str] = []
        self.typed = dict.fromkeys(self.parts, "")
        self.data = self.default if data is wtforms.utils.unset_value else data
        if formdata is not None and any(f"{self.name}-{part}" in formdata for part in self.parts):
            self.typed = {part: (formdata.get(f"{self.name}-{part}") or "").strip() for part in self.parts}
            self.data = None
            try:
                self.data = self.read(self.typed) if any(self.typed.values()) else None
            except ValueError as error:
                self.process_errors.append(str(error))
        elif self.data is not None:
            self.typed = self.split(self.data)
        self.raw_data = [value for value in self.typed.values() if value]

    def read(self, typed: Mapping[str, str]) -> Any:
        raise NotImplementedError

    def split(self, value: Any) -> dict[str, str]:
        raise NotImplementedError

    @property
    def first_id(self) -> str:
        return f"{self.id}-{self.parts[0]}"


class DayField(PartsField):
    """A date as day, month and year; the month may be a word."""

    control = "date"
    parts = ("day", "month", "year")

    def read(self, typed: Mapping[str, str]) -> date:
        return _day(typed, self.label.text)

    def split(self, value: date) -> dict[str, str]:
        return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}


class MomentField(PartsField):
    """A date and a London time of day; kept as UTC."""

    control = "moment"
    parts = ("day", "month", "year", "time")

    def read(self, typed: Mapping[str, str]) -> datetime:
        day = _day(typed, self.label.text)
        return london_moment(day, _time(typed["time"], self.label.text))

    def suggest_day(self, day: date) -> None:
        """Fill in the day where nothing stands yet; the time is for the person to say."""
        if not any(self.typed.values()):
            self.typed |= {"day": str(day.day), "month": str(day.month), "year": str(day.year)}

    def split(self, value: datetime) -> dict[str, str]:
        local = value.astimezone(LONDON)
        return {
            "day": str(local.day),
            "month": str(local.month),
            "year": str(local.year),
            "time": f"{local:%H:%M}",
        }


def _text_or_none(value: Any) -> str | None:
    return str(value) if value not in {None, ""} else None


def _day(typed: Mapping[str, str], label: str) -> date:
    missing = [part for part in ("day", "month", "year") if not typed[part]]
    if missing:
        raise ValueError(f"{label}: must include a {' and a '.join(missing)}")
    month = typed["month"][:3].lower()
    try:
        number = MONTHS.index(month) + 1 if month in MONTHS else int(typed["month"])
        found = date(int(typed["year"]), number, int(typed["day"]))
    except (ValueError, OverflowError):
        found = date.min
    if found.year < FIRST_CENTURY:
        raise ValueError(f"{label}: must be a real date, like 27 3 2026")
    return found


def _time(typed: str, label: str) -> time:
    found = re.fullmatch(r"(\d{1,2})[:.]?(\d{2})?\s*(am|pm)?", typed.lower())
    hours, minutes, half = found.groups() if found else (None, None, None)
    if hours is None:
        raise ValueError(f"{label}: must include a time, like 21:40")
    hour = int(hours) % 12 + (12 if half == "pm" else 0) if half else int(hours)
    try:
        return time(hour, int(minutes or 0))
    except ValueError:
        raise ValueError(f"{label}: must be a real time, like 21:40") from None
