"""The portal's own tables, which Django reads and does not manage."""

from django.db import models


class Site(models.Model):
    id = models.UUIDField(primary_key=True)
    name = models.TextField()

    class Meta:
        managed = False
        db_table = '"directory"."site"'

    def __str__(self):
        return self.name


class Record(models.Model):
    id = models.UUIDField(primary_key=True)
    tenant_id = models.UUIDField()
    kind = models.TextField()
    reference = models.TextField()
    title = models.TextField()
    status = models.TextField()
    severity = models.TextField(null=True)
    site = models.ForeignKey(Site, models.DO_NOTHING, null=True)
    origin = models.TextField()
    opened_on = models.DateField("opened")
    closed_on = models.DateField("closed", null=True)

    class Meta:
        managed = False
        db_table = '"portal"."record"'
        verbose_name = "incident"
