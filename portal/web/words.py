"""The words of pages, looked up when a template is compiled, or once in the process's life.

A page says some two hundred things, and the usual way to each leads through the request and its language. The portal
speaks one language; once it speaks another, templates must be compiled, and the words below kept, for each.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from flask import Flask
from flask_babel import gettext
from jinja2 import pass_eval_context
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.nodes import EvalContext
from markupsafe import Markup

OUTPUT_OF_WORDS = ("variable_begin", "name", "lparen", "string", "rparen", "variable_end")


def set_up_words(app: Flask) -> None:
    """After Babel, whose slower functions of the same names these replace in templates."""
    app.jinja_env.add_extension(WordsInPlace)
    app.jinja_env.globals.update(_=words, gettext=words)


class WordsInPlace(Extension):
    """Writes `{{ _("Status") }}` as text of the template, so that it costs nothing in a row shown fifty times."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        held: list[Token] = []
        for token in stream:
            held.append(token)
            if len(held) == len(OUTPUT_OF_WORDS) and _may_be_words(held):
                yield Token(held[0].lineno, "data", _whole(held[3].value, is_page=False))
                held.clear()
            while held and not _may_be_words(held):
                yield held.pop(0)
        yield from held


@pass_eval_context
def words(context: EvalContext, sentence: str, **parts: object) -> str:
    """The sentence with its `%(parts)s` filled in; on pages what is filled in is escaped, in plain text it is not."""
    if not parts:
        return _whole(sentence, is_page=context.autoescape)
    return _looked_up(sentence, is_page=context.autoescape) % parts


def _may_be_words(tokens: list[Token]) -> bool:
    return all(
        token.type == wanted and (wanted != "name" or token.value == "_")
        for token, wanted in zip(tokens, OUTPUT_OF_WORDS, strict=False)
    )


@lru_cache(maxsize=4096)
def _looked_up(sentence: str, *, is_page: bool) -> str:
    found = gettext(sentence)
    return Markup(found) if is_page else found  # noqa: S704 - our own words, which may hold our own markup


@lru_cache(maxsize=4096)
def _whole(sentence: str, *, is_page: bool) -> str:
    return _looked_up(sentence, is_page=is_page) % {}  # `%%` is one per cent sign, with parts and without
