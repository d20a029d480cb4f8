"""What goes in and comes out, as the description of the API tells it. Examples are of real, public records."""

from ngo2.api.schemas.base import Language, Problem
from ngo2.api.schemas.lists import Causes, Datasets
from ngo2.api.schemas.organisations import Listing, Which, Whole
from ngo2.api.schemas.places import Below, Country, Divisions, DivisionWhole, Resolution, Resolve
from ngo2.api.schemas.posts import PostListing, PostWhole, WhichPosts

__all__ = [
    "Below",
    "Causes",
    "Country",
    "Datasets",
    "DivisionWhole",
    "Divisions",
    "Language",
    "Listing",
    "PostListing",
    "PostWhole",
    "Problem",
    "Resolution",
    "Resolve",
    "Which",
    "WhichPosts",
    "Whole",
]
