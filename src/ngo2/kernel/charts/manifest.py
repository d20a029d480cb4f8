from django.utils.translation import gettext_lazy as _

from ngo2.kernel.charts.samples import provinces
from ngo2.kernel.ui.samples import Sample, samples

samples.add(Sample("tile-grid", _("Provinces as squares"), provinces))
