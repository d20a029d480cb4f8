from ngo2.kernel.jobs.schedule import EVERY_TICK, Scheduled, schedule
from ngo2.kernel.maps import services
from ngo2.lib.personal import declare

declare("maps.Build", plain={"layer", "state"})
declare("maps.Standing", plain={"layer"})
schedule.add(Scheduled("maps.build", services.tick, EVERY_TICK, "Make a map that is missing."))
