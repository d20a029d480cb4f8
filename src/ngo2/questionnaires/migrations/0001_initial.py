import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('files', '0002_alter_file_kind'),
        ('organisations', '0004_closing'),
    ]

    operations = [
        migrations.CreateModel(
            name='Form',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(max_length=80)),
                ('key', models.SlugField(max_length=64, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('sheets', models.JSONField(default=dict)),
                ('edited', models.PositiveIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['scope'], name='questionnaires_of_scope')],
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('sheets', models.JSONField()),
                ('xform', models.TextField()),
                ('digest', models.CharField(max_length=32)),
                ('media', models.JSONField(default=dict)),
                ('languages', models.JSONField(default=list)),
                ('facts', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='questionnaires.form')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('form', 'number'), name='questionnaires_numbered')],
            },
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=80)),
                ('name', models.CharField(max_length=24, unique=True)),
                ('ha1', models.CharField(max_length=32)),
                ('made_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('last_used_on', models.DateField(null=True)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='devices', to='questionnaires.form')),
            ],
        ),
        migrations.CreateModel(
            name='Medium',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('content', models.BinaryField()),
                ('content_type', models.CharField(max_length=60)),
                ('kept_at', models.DateTimeField()),
                ('digest', models.CharField(max_length=32)),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='media', to='questionnaires.form')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('form', 'name', 'digest'), name='questionnaires_medium_once')],
            },
        ),
        migrations.CreateModel(
            name='Response',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('instance_id', models.CharField(max_length=80, unique=True)),
                ('state', models.CharField(default='started', max_length=9)),
                ('way', models.CharField(default='page', max_length=7)),
                ('xml', models.TextField(blank=True)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('language', models.CharField(blank=True, max_length=40)),
                ('token', models.CharField(blank=True, max_length=64)),
                ('prefilled', models.JSONField(default=dict)),
                ('findings', models.JSONField(default=list)),
                ('reached', models.CharField(blank=True, max_length=500)),
                ('asked', models.CharField(blank=True, max_length=80)),
                ('began_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('received_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('facts_asked_at', models.DateTimeField(null=True)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='questionnaires.edition')),
                ('keyed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organisations.organisation')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['edition', 'state', 'id'], name='questionnaires_received')],
                'constraints': [models.UniqueConstraint(condition=models.Q(models.Q(('asked', ''), _negated=True), models.Q(('state', 'withdrawn'), _negated=True)), fields=('edition', 'asked'), name='questionnaires_asked_once'), models.UniqueConstraint(condition=models.Q(('token', ''), _negated=True), fields=('token',), name='questionnaires_token_once'), models.CheckConstraint(condition=models.Q(('state__in', ['started', 'received', 'withdrawn'])), name='questionnaires_state'), models.CheckConstraint(condition=models.Q(('way__in', ['page', 'browser', 'device', 'paper', 'file'])), name='questionnaires_way')],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='files.file')),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='questionnaires.response')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('response', 'name'), name='questionnaires_attached_once')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=500)),
                ('place', models.CharField(blank=True, max_length=40)),
                ('value', models.TextField(blank=True)),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='questionnaires.response')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('response', 'path', 'place'), name='questionnaires_answered_once')],
            },
        ),
    ]
