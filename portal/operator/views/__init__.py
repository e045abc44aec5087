"""Pages of the operator."""

from __future__ import annotations

from portal.operator.views import claims, health, holidays, mails, offers, registers, tenants
from portal.operator.views.blueprint import bp

__all__ = ["bp", "claims", "health", "holidays", "mails", "offers", "registers", "tenants"]
