from ngo2.exchange.models.introductions import Agreement, Confirmation, Introduction, Promise, Release
from ngo2.exchange.models.posts import MOST_WAITING, Line, Post
from ngo2.exchange.models.projects import Project

__all__ = [
    "MOST_WAITING",
    "Agreement",
    "Confirmation",
    "Introduction",
    "Line",
    "Post",
    "Project",
    "Promise",
    "Release",
]
