"""The product as it is, but a press whose process died is taken over after three seconds instead of a minute.

Otherwise every kill would put its clients to sleep for a minute, and a drill would hardly write.
"""

from datetime import timedelta

from ngo2.config.wsgi import application
from ngo2.kernel.ui import forms

forms._PATIENCE = timedelta(seconds=3)

__all__ = ["application"]
