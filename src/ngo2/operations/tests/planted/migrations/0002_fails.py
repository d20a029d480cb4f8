from django.db import migrations


def fail(apps, schema_editor):
    raise RuntimeError("a planted fault")


class Migration(migrations.Migration):
    dependencies = [("planted", "0001_eats")]
    operations = [migrations.RunPython(fail)]
