from ngo2.kernel.jobs.schedule import EVERY_TICK, Scheduled, schedule
from ngo2.kernel.search import following

schedule.add(Scheduled("search.follow", following.tick, EVERY_TICK, "Keep the search index up to date."))
