"""Concerns and their surroundings; people in a position of trust."""

from __future__ import annotations

from plugins.safeguarding.models.concern import Concern, Contact, LocalContact, PoliceHold, Sending
from plugins.safeguarding.models.pipot import PipotCase, PipotConsultation, PipotDisclosure, PipotNotice, PipotReview

__all__ = [
    "Concern",
    "Contact",
    "LocalContact",
    "PipotCase",
    "PipotConsultation",
    "PipotDisclosure",
    "PipotNotice",
    "PipotReview",
    "PoliceHold",
    "Sending",
]
