"""The changelist somebody would make in a minute: eight columns, two filters, fifty to a page, one organisation's rows."""

import os

from django.contrib import admin

from records.models import Record


@admin.register(Record)
class RecordAdmin(admin.ModelAdmin):
    list_display = ("title", "site", "status", "severity", "opened_on", "closed_on", "origin", "reference")
    list_filter = ("status", "severity")
    list_select_related = ("site",)
    list_per_page = 50
    ordering = ("-opened_on", "-id")

    def get_queryset(self, request):
        return super().get_queryset(request).filter(tenant_id=os.environ["PEER_TENANT"], kind="incident")
