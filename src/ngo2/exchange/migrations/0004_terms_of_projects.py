"""Projects that were posted before their terms were asked for: the aim is what they are called."""

from typing import Any

from django.db import migrations


def give_terms(apps: Any, schema_editor: Any) -> None:
    posts, projects = apps.get_model("exchange", "Post"), apps.get_model("exchange", "Project")
    for post in posts.objects.filter(kind="project", project=None).iterator():
        joined = post.introductions.filter(state__in=["agreed", "done"]).count()
        projects.objects.create(post=post, aim=post.title, partners=max(20, joined), joined=joined)


class Migration(migrations.Migration):
    dependencies = [("exchange", "0003_projects")]
    operations = [migrations.RunPython(give_terms, migrations.RunPython.noop)]
