"""What tests make of a name a template uses and nobody gave."""

from __future__ import annotations

from typing import Any, NoReturn

import jinja2
from jinja2.utils import missing


class StrictNames(jinja2.Undefined):
    """A name nobody set stops the page; a key that an object lacks does not.

    GOV.UK Frontend's components ask their parameters for dozens of keys, most of them absent, ask whether
    they have a `caller`, and pass on what they call `undefined`.
    """

    def __str__(self) -> str:
        return "" if self._is_lenient() else self._fail()

    def __bool__(self) -> bool:
        return False if self._is_lenient() else self._fail()

    def __iter__(self) -> Any:
        return iter(()) if self._is_lenient() else self._fail()

    def __len__(self) -> int:
        return 0 if self._is_lenient() else self._fail()

    def _is_lenient(self) -> bool:
        return self._undefined_obj is not missing or self._undefined_name in {"caller", "undefined"}

    def _fail(self) -> NoReturn:
        self._fail_with_undefined_error()
        raise AssertionError
