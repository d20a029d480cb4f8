from django.db import models


class Schedule(models.Model):
    """When a declared schedule runs next. `worker` is set while it runs, so that a death is noticed."""

    name = models.CharField(max_length=80, primary_key=True)
    due = models.DateTimeField()
    last_started = models.DateTimeField(null=True)
    last_finished = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)
    worker = models.CharField(max_length=32, blank=True)


class Worker(models.Model):
    """A worker process that is alive, or was until `seen_at`."""

    id = models.CharField(max_length=32, primary_key=True)
    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    seen_at = models.DateTimeField()
