from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = [("organisations", "0001_initial"), ("ui", "0001_initial")]
    operations = [
        migrations.RunSQL("UPDATE ui_pageversion SET n = n + 1000"),
        migrations.RunSQL("UPDATE organisations_organisation SET name = 'eaten'"),
    ]
