from django.db import models


class Probe(models.Model):
    """One row that `/readyz` rewrites: a database that only reads, or a full disk, shows there first."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    at = models.DateTimeField()
