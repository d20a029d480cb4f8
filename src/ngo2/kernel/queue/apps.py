from django.apps import AppConfig


class QueueConfig(AppConfig):
    name = "ngo2.kernel.queue"
    label = "queue"
