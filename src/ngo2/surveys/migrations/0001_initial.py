import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('organisations', '0004_closing'),
        ('questionnaires', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title_zh', models.CharField(blank=True, max_length=200)),
                ('title_en', models.CharField(blank=True, max_length=200)),
                ('about_zh', models.TextField(blank=True)),
                ('about_en', models.TextField(blank=True)),
                ('consent_zh', models.TextField(blank=True)),
                ('consent_en', models.TextField(blank=True)),
                ('consent_version', models.PositiveIntegerField(default=1)),
                ('months', models.PositiveSmallIntegerField(default=36)),
                ('minors', models.BooleanField(default=False)),
                ('is_example', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Respondent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organisations.organisation')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='respondents', to='surveys.survey')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('survey', 'number'), name='surveys_respondent_numbered'), models.UniqueConstraint(condition=models.Q(('organisation__isnull', False)), fields=('survey', 'organisation'), name='surveys_respondent_once')],
            },
        ),
        migrations.CreateModel(
            name='Researcher',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='researchers', to='surveys.survey')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('survey', 'person'), name='surveys_researcher_once')],
            },
        ),
        migrations.CreateModel(
            name='Wave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('title_zh', models.CharField(blank=True, max_length=200)),
                ('title_en', models.CharField(blank=True, max_length=200)),
                ('frame', models.CharField(blank=True, max_length=500)),
                ('sample', models.PositiveIntegerField(default=0)),
                ('seed', models.PositiveIntegerField(default=0)),
                ('counts', models.JSONField(default=dict)),
                ('quota_by', models.CharField(blank=True, max_length=500)),
                ('is_open_to_all', models.BooleanField(default=False)),
                ('opens_at', models.DateTimeField(null=True)),
                ('closes_at', models.DateTimeField(null=True)),
                ('opened_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('edition', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='questionnaires.edition')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waves', to='surveys.survey')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('survey', 'number'), name='surveys_wave_numbered')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title_zh', models.CharField(blank=True, max_length=200)),
                ('title_en', models.CharField(blank=True, max_length=200)),
                ('summary_zh', models.TextField(blank=True)),
                ('summary_en', models.TextField(blank=True)),
                ('method_zh', models.TextField(blank=True)),
                ('method_en', models.TextField(blank=True)),
                ('licence', models.CharField(default='CC BY 4.0', max_length=20)),
                ('blocks', models.JSONField(default=list)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='surveys.survey')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.wave')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('k', models.PositiveSmallIntegerField()),
                ('licence', models.CharField(max_length=20)),
                ('published', models.JSONField()),
                ('known', models.JSONField()),
                ('report', models.JSONField()),
                ('files', models.JSONField()),
                ('rows', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='surveys.wave')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('wave', 'number'), name='surveys_release_numbered')],
            },
        ),
        migrations.CreateModel(
            name='Quota',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cell', models.CharField(blank=True, max_length=200)),
                ('target', models.PositiveIntegerField(null=True)),
                ('taken', models.PositiveIntegerField(default=0)),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotas', to='surveys.wave')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('wave', 'cell'), name='surveys_quota_once'), models.CheckConstraint(condition=models.Q(('target', None), ('taken__lte', models.F('target')), _connector='OR'), name='surveys_quota_kept')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(default='invited', max_length=9)),
                ('consent_version', models.PositiveIntegerField(default=0)),
                ('invited_at', models.DateTimeField(null=True)),
                ('printed_at', models.DateTimeField(null=True)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('reminders', models.PositiveSmallIntegerField(default=0)),
                ('excluded', models.CharField(blank=True, max_length=20)),
                ('excluded_note', models.CharField(blank=True, max_length=300)),
                ('weight', models.FloatField(default=1)),
                ('response', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='questionnaires.response')),
                ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='surveys.quota')),
                ('respondent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='surveys.respondent')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='surveys.wave')),
            ],
            options={
                'indexes': [models.Index(fields=['wave', 'outcome'], name='surveys_by_outcome')],
                'constraints': [models.UniqueConstraint(fields=('wave', 'respondent'), name='surveys_invited_once'), models.UniqueConstraint(condition=models.Q(('response__isnull', False)), fields=('response',), name='surveys_response_once')],
            },
        ),
        migrations.CreateModel(
            name='Comparability',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=200)),
                ('before', models.CharField(max_length=200)),
                ('is_comparable', models.BooleanField()),
                ('mapping', models.JSONField(default=dict)),
                ('note', models.CharField(max_length=500)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('earlier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='surveys.wave')),
                ('later', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comparabilities', to='surveys.wave')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('earlier', 'later', 'question'), name='surveys_comparability_once'), models.UniqueConstraint(fields=('earlier', 'later', 'before'), name='surveys_compared_with_once')],
            },
        ),
        migrations.CreateModel(
            name='Belonging',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('said_at', models.DateTimeField()),
                ('is_right', models.BooleanField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
                ('response', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='questionnaires.response')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('is_right', None)), fields=['organisation', 'said_at'], name='surveys_belonging_waits')],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('data_version', models.JSONField()),
                ('published_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=500)),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='surveys.report')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('report', 'version'), name='surveys_publication_once')],
            },
        ),
    ]
