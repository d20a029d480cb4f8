from ngo2.exchange.models.conditions import Care, Goods
from ngo2.exchange.models.hours import Acknowledgement, Certificate, Service, Volunteer
from ngo2.exchange.models.introductions import Agreement, Confirmation, Introduction, Promise, Release
from ngo2.exchange.models.plans import Plan, Proposal, Share, Version
from ngo2.exchange.models.posts import MOST_WAITING, Line, Post
from ngo2.exchange.models.projects import Milestone, Project
from ngo2.exchange.models.searches import SavedSearch
from ngo2.exchange.models.stories import Story, StoryConsent
from ngo2.exchange.models.suggestions import Listener, Suggestion

__all__ = [
    "MOST_WAITING",
    "Acknowledgement",
    "Agreement",
    "Care",
    "Certificate",
    "Confirmation",
    "Goods",
    "Introduction",
    "Line",
    "Listener",
    "Milestone",
    "Plan",
    "Post",
    "Project",
    "Promise",
    "Proposal",
    "Release",
    "SavedSearch",
    "Service",
    "Share",
    "Story",
    "StoryConsent",
    "Suggestion",
    "Version",
    "Volunteer",
]
