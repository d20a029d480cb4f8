from django.utils.translation import gettext_lazy as _

from ngo2.kernel.charts.samples import months, provinces
from ngo2.kernel.ui.samples import Sample, samples

samples.add(
    Sample("tile-grid", _("Provinces as squares"), provinces), Sample("bars", _("Months as bars"), months)
)
