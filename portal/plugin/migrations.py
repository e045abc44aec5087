"""What an outside plugin's migrations need: the row-security shapes and the keys that tie rows to a record."""

from __future__ import annotations

from migrations.tenancy import protect_record_v2, protect_tenant_v1, record_child_key, record_detail_key

__all__ = ["protect_record_v2", "protect_tenant_v1", "record_child_key", "record_detail_key"]
