"""The ways to reach people. A new one is a folder here, or is added by a higher room's manifest."""

from ngo2.kernel.notify.channels.email.transport import channel as email
from ngo2.kernel.notify.channels.inapp.transport import channel as inapp
from ngo2.kernel.notify.channels.letters import Channel
from ngo2.kernel.notify.channels.sms.transport import channel as sms
from ngo2.kernel.notify.channels.webhook.transport import channel as webhook
from ngo2.lib.registry import Registry

channels: Registry[Channel] = Registry("channel")
channels.add(email, sms, inapp, webhook)
