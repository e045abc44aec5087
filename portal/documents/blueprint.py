"""The blueprint, and the vault of the running application."""

from __future__ import annotations

from flask import current_app

from portal.documents.vault import Vault
from portal.web.access import Anyone
from portal.web.blueprint import PortalBlueprint

bp = PortalBlueprint("documents", "portal.documents", path="documents")
SHOWN = Anyone("who sees what a document is put to may see it; the database shows nobody another")


def vault() -> Vault:
    """Where this installation keeps its files."""
    found: Vault = current_app.extensions["portal.vault"]
    return found
