"""The tables of the map hold nothing of their own: they are made anew from the layers at any time."""

from django.db import models


class Standing(models.Model):
    """What is shown of a layer, and its lock: whoever places something holds this row until the commit."""

    layer = models.CharField(max_length=40, primary_key=True)
    version = models.PositiveBigIntegerField(default=0)  # one more with each change; part of every ETag
    build = models.BigIntegerField(default=0)  # the number that is shown, 0 before the first
    making = models.BigIntegerField(default=0)  # the one that is being made beside it


class Build(models.Model):
    """One build of one layer; its number stands in the rows of `maps_mark` and `maps_cell`.

    It has come so far: all things up to `until` are placed; all marks up to `cut`, `morton`, `mark` are counted. A
    build is locked while a step of it changes anything, so that workers may take turns. `done` is for who watches.
    """

    PLACING, COUNTING, LIVE, GONE = "placing", "counting", "live", "gone"

    layer = models.CharField(max_length=40)
    state = models.CharField(max_length=8, default=PLACING)
    until = models.BigIntegerField(default=0)
    cut = models.BigIntegerField(default=-1)
    morton = models.BigIntegerField(default=-1)
    mark = models.BigIntegerField(default=-1)
    done = models.BigIntegerField(default=0)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["layer"], condition=models.Q(state="live"), name="maps_one_live_build"
            ),
            models.UniqueConstraint(
                fields=["layer"],
                condition=models.Q(state__in=["placing", "counting"]),
                name="maps_one_build_in_the_making",
            ),
        ]


class Waiting(models.Model):
    """Changed while a build was being made: placed in it before it is shown."""

    build = models.BigIntegerField()
    ref = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["build"])]
