from django.utils.translation import gettext_lazy as _

from ngo2.kernel.charts.samples import bars_with_intervals, dots_by_group, months, provinces, two_waves
from ngo2.kernel.ui.samples import Sample, samples

samples.add(
    Sample("tile-grid", _("Provinces as squares"), provinces),
    Sample("bars", _("Months as bars"), months),
    Sample("intervals", _("Bars with intervals"), bars_with_intervals),
    Sample("two-waves", _("Two waves side by side"), two_waves),
    Sample("dots", _("Dots by group"), dots_by_group),
)
