"""When an independent advocate must be arranged. Source: Care Act 2014, section 68."""

from __future__ import annotations


def must_arrange_advocate(*, substantial_difficulty: bool, appropriate_person: bool) -> bool:
    """Whether the duty arises: much difficulty in taking part, and nobody appropriate to help with it.

    Much difficulty: in understanding, in remembering, in using or weighing what they are told, or in saying what
    they think. An appropriate person is no paid carer, and somebody the adult agrees to.
    """
    return substantial_difficulty and not appropriate_person
