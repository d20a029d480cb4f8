"""What the law asks of a post or an answer beside its terms."""

from django.db import models
from django.db.models import Q

from ngo2.exchange.conditions import INSURANCES
from ngo2.exchange.models.introductions import Introduction
from ngo2.exchange.models.posts import Post


class Goods(models.Model):
    """What whoever gives says of the goods: of an offer, or of an answer to a need."""

    post = models.OneToOneField(Post, models.CASCADE, null=True, related_name="goods")
    introduction = models.OneToOneField(Introduction, models.CASCADE, null=True, related_name="goods")
    safe = models.BooleanField()
    expires_on = models.DateField(null=True)
    own_product = models.BooleanField(default=False)
    sealed = models.BooleanField(default=False)
    lasting = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(post=None, introduction__isnull=False) | Q(post__isnull=False, introduction=None),
                name="exchange_goods_of_one",
            )
        ]


class Care(models.Model):
    """What could happen to those who help, and who insures them."""

    post = models.OneToOneField(Post, models.CASCADE, related_name="care")
    risks = models.CharField(max_length=300, blank=True)
    insurance = models.CharField(max_length=10, blank=True, choices=[(key, key) for key in INSURANCES])
    insurance_how = models.CharField(max_length=300, blank=True)
