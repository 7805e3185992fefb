
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lessons', '0011_review'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReviewAsk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('asked_at', models.DateTimeField(null=True, verbose_name='asked')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='answered')),
                ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='asks', to='lessons.lesson', verbose_name='lesson')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='review_asks', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'question whether it is still true',
                'verbose_name_plural': 'questions whether it is still true',
                'constraints': [models.UniqueConstraint(fields=('person', 'lesson', 'due_on'), name='reviewask_once')],
            },
        ),
    ]
